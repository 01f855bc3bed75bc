/** Integers in a typed array that grows: millions of them cost no objects. */

export class IntList {
  data: Int32Array;
  length = 0;

  constructor(capacity = 16) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.#resize(this.data.length * 2);
    this.data[this.length] = value;
    this.length += 1;
  }

  /** For a caller that sets so many in `data`; what they were before, nobody knows. */
  setLength(length: number): void {
    if (length > this.data.length) this.#resize(Math.max(length, this.data.length * 2));
    this.length = length;
  }

  at(index: number): number {
    return this.data[index] ?? 0;
  }

  #resize(capacity: number): void {
    const grown = new Int32Array(capacity);
    grown.set(this.data);
    this.data = grown;
  }
}
