/** The part of workerd's own module that the tests use. */

declare module 'cloudflare:workers' {
  export const env: unknown;
  export const exports: unknown;
}
