/** Integers in a typed array that grows: millions of them cost no objects. */

export class IntList {
  data: Int32Array;
  length = 0;

  constructor(capacity = 16) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.grow();
    this.data[this.length] = value;
    this.length += 1;
  }

  /** Room for twice as many. */
  grow(): void {
    this.#resize(this.data.length * 2);
  }

  /** Makes room for so many more, so that they can be set in `data` and counted afterwards. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted > this.data.length) this.#resize(Math.max(wanted, this.data.length * 2));
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
