/** Requests as they are on the wire: nothing is decoded, followed or kept. */

import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Certificates of a drill are signed by themselves. */
const UNCHECKED = { rejectUnauthorized: false };
const TIMEOUT_MS = 15_000;

export function ask(url: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = question;
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((done, fail) => {
    const options = { ...UNCHECKED, method, headers, agent: false, timeout: TIMEOUT_MS } as const;
    const sent = send(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', fail);
      response.on('end', () =>
        done({
          status: response.statusCode ?? 0,
          headers: response.headers as Answer['headers'],
          body: Buffer.concat(parts),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${url} is not answered`)));
    sent.on('error', fail);
    sent.end(body);
  });
}

/** Asks for a document and is gone after its first bytes. */
export function askAndLeave(url: string, path: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    const socket = connect({ host: hostname, port: Number(port), ...UNCHECKED }, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: news.example\r\n\r\n`);
    });
    socket.once('data', () => socket.destroy());
    socket.on('error', () => {});
    socket.once('close', () => done());
  });
}
