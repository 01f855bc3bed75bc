/** What of a topic file is neither its rule nor its life: examples, window and how much text its feeds hold. */

import {
  DEFAULT_WINDOW,
  type TextPolicy,
  WINDOW_LIMITS,
  type Window,
} from '../model/publication.ts';
import { complain, type Pair, readPairs, readScalar, type YamlSource } from './yaml-source.ts';

export function readWindow(source: YamlSource, pair: Pair | undefined): Window | undefined {
  if (pair === undefined) return undefined;
  const window = { ...DEFAULT_WINDOW };
  for (const { key, keyNode, value } of readPairs(source, pair.value, 'window')) {
    if (key !== 'hours' && key !== 'atLeast' && key !== 'atMost') {
      complain(source, keyNode, {
        code: 'key-unknown',
        message: `unknown key ${key} in window`,
        hint: 'use hours, atLeast and atMost',
        field: 'window',
      });
      continue;
    }
    const written = readScalar(value) ?? '';
    const number = /^\d{1,6}$/.test(written) ? Number(written) : 0;
    if (number >= 1 && number <= WINDOW_LIMITS[key]) window[key] = number;
    else {
      complain(source, value ?? keyNode, {
        code: 'number-invalid',
        message: `window.${key} is not a whole number from 1 to ${WINDOW_LIMITS[key]}`,
        hint: 'leave the key out for the default',
        field: `window.${key}`,
      });
    }
  }
  if (window.atLeast > window.atMost) {
    complain(source, pair.keyNode, {
      code: 'window-invalid',
      message: `window.atLeast (${window.atLeast}) is more than window.atMost (${window.atMost})`,
      hint: 'raise atMost or lower atLeast',
      field: 'window',
    });
  }
  return window;
}

export function readTextPolicy(source: YamlSource, pair: Pair | undefined): TextPolicy | undefined {
  if (pair === undefined) return undefined;
  const written = readScalar(pair.value);
  if (written === 'full' || written === 'summary') return written;
  complain(source, pair.value ?? pair.keyNode, {
    code: 'text-invalid',
    message: 'text is neither full nor summary',
    hint: 'write full or summary, or leave it out for what the publication says',
    field: 'text',
  });
  return undefined;
}
