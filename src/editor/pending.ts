/** What one wrote and the server does not have yet: kept in this browser, over a reload and a closed tab. */
import * as Y from 'yjs';
import { fromBase64, toBase64 } from 'lib0/buffer';

/** Of one message, in bytes, before base64. */
const MOST = 120_000;

export class Pending {
  #updates: Uint8Array[] = [];
  readonly #key: string;
  /** What other tabs left, or keep for themselves: the same twice changes nothing. */
  readonly #found = new Map<string, string>();
  /** Whether what is pending is also in the browser's storage, and not in this page alone. */
  isKept = true;

  /** @param place says whose words they are, and of which page */
  constructor(place: string) {
    // A tab has a key of its own, so that none overwrites another's.
    this.#key = `${place}/${Math.random().toString(36).slice(2)}`;
    for (const key of Object.keys(localStorage)) {
      const kept = key.startsWith(`${place}/`) && localStorage.getItem(key);
      if (!kept) continue;
      this.#found.set(key, kept);
      this.#updates.push(fromBase64(kept));
    }
  }

  get isEmpty() {
    return this.#updates.length === 0;
  }

  /** All of them as one update. */
  get update() {
    return Y.mergeUpdates(this.#updates);
  }

  add(update: Uint8Array) {
    this.#updates.push(update);
    this.#keep();
  }

  /** As many of the oldest as one message takes; at least one. */
  next(): { count: number; update: Uint8Array } {
    let count = 1;
    let bytes = this.#updates[0]!.length;
    while (count < this.#updates.length && bytes + this.#updates[count]!.length <= MOST) {
      bytes += this.#updates[count]!.length;
      count += 1;
    }
    return { count, update: Y.mergeUpdates(this.#updates.slice(0, count)) };
  }

  /** The server has the oldest `count`. */
  stored(count: number) {
    this.#updates.splice(0, count);
    this.#keep();
    if (!this.isEmpty) return;
    for (const [key, kept] of this.#found) {
      // Unless another tab wrote on meanwhile.
      if (localStorage.getItem(key) === kept) localStorage.removeItem(key);
    }
    this.#found.clear();
  }

  /** In the place of all that is pending. */
  replace(update: Uint8Array) {
    this.#updates = [update];
    this.#keep();
  }

  /** Nothing of it is wanted any more. */
  drop() {
    this.stored(this.#updates.length);
  }

  #keep() {
    try {
      // Merged again at each key: an update is some bytes.
      if (this.isEmpty) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, toBase64(this.update));
      this.isKept = true;
    } catch {
      this.isKept = false;
    }
  }
}
