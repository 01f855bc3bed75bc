/** nginx and Caddy as processes of a drill: the files of `deploy/`, but for addresses and certificates. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunningProxy {
  readonly name: string;
  readonly url: string;
  /** Whether it keeps answers. */
  readonly isCache: boolean;
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Of the server behind, `http://127.0.0.1:port`. */
  readonly originUrl: string;
  /** For everything that a proxy writes. */
  readonly folder: string;
}

const DEPLOY = resolve(import.meta.dirname, '../../deploy');
const START_MS = 10_000;
const NGINX = '/usr/sbin/nginx';
const CADDY = '/usr/bin/caddy';

/** The proxies that are installed here, and the names of those that are not. */
export async function startProxies(options: ProxyOptions) {
  const proxies: RunningProxy[] = [];
  const missing: string[] = [];
  for (const [file, isCache] of [
    ['nginx.conf', false],
    ['nginx-cache.conf', true],
  ] as const) {
    if (existsSync(NGINX)) proxies.push(await startNginx(file, isCache, options));
    else missing.push(file);
  }
  if (existsSync(CADDY)) proxies.push(await startCaddy(options));
  else missing.push('Caddyfile');
  return { proxies, missing };
}

async function startNginx(
  file: string,
  isCache: boolean,
  options: ProxyOptions,
): Promise<RunningProxy> {
  const folder = join(options.folder, file);
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const site = readFileSync(join(DEPLOY, file), 'utf8')
    .replace('127.0.0.1:8787', new URL(options.originUrl).host)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replaceAll('/etc/letsencrypt/live/feeds.example.org', folder)
    .replace('/var/cache/nginx', folder);
  certify(folder);
  writeFileSync(join(folder, 'site.conf'), site);
  writeFileSync(join(folder, 'nginx.conf'), mainConfig(folder));
  const child = spawn(NGINX, ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return whenReady(child, { name: file, url: `https://127.0.0.1:${port}`, isCache });
}

/** What the package's own /etc/nginx/nginx.conf does around a site, in a folder of ours. */
function mainConfig(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  // `user` counts for a master of root alone: its workers could not read a folder of ours.
  return `daemon off; user root; pid ${folder}/pid; worker_processes 1; events { worker_connections 512; }
http { access_log off; default_type application/octet-stream; ${temporary.join(' ')}
include ${folder}/site.conf; }`;
}

async function startCaddy(options: ProxyOptions): Promise<RunningProxy> {
  const folder = join(options.folder, 'Caddyfile');
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  certify(folder);
  const site = readFileSync(join(DEPLOY, 'Caddyfile'), 'utf8')
    .replace('127.0.0.1:8787', new URL(options.originUrl).host)
    .replace(
      'feeds.example.org {',
      `:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/fullchain.pem ${folder}/privkey.pem`,
    );
  const global =
    '{\n\tadmin off\n\tauto_https off\n\tskip_install_trust\n\tdefault_sni 127.0.0.1\n}\n';
  writeFileSync(join(folder, 'Caddyfile'), global + site);
  const child = spawn(
    CADDY,
    ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')],
    {
      stdio: 'ignore',
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    },
  );
  return whenReady(child, { name: 'Caddyfile', url: `https://127.0.0.1:${port}`, isCache: false });
}

function certify(folder: string): void {
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync('openssl', ['req', ...options, ...files, ...subject], { stdio: 'ignore' });
}

async function whenReady(
  child: ChildProcess,
  proxy: Omit<RunningProxy, 'stop'>,
): Promise<RunningProxy> {
  const kill = (): void => void child.kill('SIGTERM');
  process.once('exit', kill);
  const { port } = new URL(proxy.url);
  const end = Date.now() + START_MS;
  while (!(await isListening(Number(port)))) {
    if (child.exitCode !== null || Date.now() > end)
      throw new Error(`${proxy.name} does not start`);
    await sleep(50);
  }
  return {
    ...proxy,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}
