/** Errors that are thrown: programmer mistakes and broken infrastructure, never bad input. */

export type ErrorCode =
  | 'not-found'
  | 'gone'
  | 'method-not-allowed'
  | 'bad-request'
  | 'conflict'
  | 'store-unavailable'
  | 'internal'
  | 'unauthorized'
  | 'forbidden'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'invalid-input'
  | 'precondition-failed'
  | 'key-reused'
  | 'frozen'
  | 'busy'
  | 'too-many-requests';

export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}
