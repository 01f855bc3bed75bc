/** The parts of workerd's own modules that the tests use. */

declare module 'cloudflare:workers' {
  export const env: unknown;
  export const exports: unknown;
}

declare module 'cloudflare:test' {
  interface Context {
    waitUntil(work: Promise<unknown>): void;
  }
  export function createExecutionContext(): Context;
  export function waitOnExecutionContext(context: Context): Promise<void>;
}
