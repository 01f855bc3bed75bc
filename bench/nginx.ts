/** nginx with the same documents as files, compressed beforehand; one process, no log. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Canned } from './canned.ts';
import { hasCommand } from './machine.ts';
import { freePort, launch, type Running } from './processes.ts';

export const NGINX_NEEDED = 'apt-get install nginx-light';

/** Undefined where it is not installed. Documents with a query are no files, and left out. */
export async function launchNginx(
  { documents }: Canned,
  folder: string,
): Promise<Running | undefined> {
  if (!hasCommand('nginx')) return undefined;
  const root = join(folder, 'www');
  mkdirSync(root, { recursive: true });
  for (const { path, codings } of documents) {
    if (path.includes('?')) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), codings['identity']?.bytes ?? '');
    writeFileSync(join(root, `${path}.gz`), codings['gzip']?.bytes ?? '');
  }
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration({ folder, root, port }));
  return launch({
    command: ['nginx', '-p', folder, '-e', join(folder, 'nginx.log'), '-c', file],
    port,
    logFile: join(folder, 'nginx.log'),
    readyPath: '/rss.xml',
  });
}

function configuration(at: { folder: string; root: string; port: number }): string {
  return `daemon off;
master_process off;
pid ${join(at.folder, 'nginx.pid')};
error_log ${join(at.folder, 'nginx.log')};
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=100;
  client_body_temp_path ${join(at.folder, 'body')};
  proxy_temp_path ${join(at.folder, 'proxy')};
  fastcgi_temp_path ${join(at.folder, 'fastcgi')};
  uwsgi_temp_path ${join(at.folder, 'uwsgi')};
  scgi_temp_path ${join(at.folder, 'scgi')};
  types { application/rss+xml xml; }
  server {
    listen 127.0.0.1:${at.port};
    root ${at.root};
    gzip_static on;
    gzip_vary on;
  }
}
`;
}
