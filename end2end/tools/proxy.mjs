// @ts-check
/**
 * A line that can go wrong: a TCP proxy in front of the server, with a port of its own.
 * `cut` resets every connection and refuses new ones, `blackhole` swallows bytes without a word,
 * `slow` adds latency and limits the bytes in a second, `restore` makes all good for what comes next.
 * It knows nothing of HTTP. A browser that is offline in the devtools sense keeps its WebSocket;
 * one whose line is cut here loses it as it would in a tunnel.
 */
import { connect, createServer } from 'node:net';

/**
 * @typedef {import('node:net').Socket} Socket
 * @typedef {'up' | 'cut' | 'blackhole'} Health
 * @typedef {{ latencyMs?: number, bytesPerSecond?: number }} Slowness
 */

export class Proxy {
  /** Where the other side is; `null` is nowhere, and connections are refused. @type {number | null} */
  #upstream = null;
  /** @type {Health} */
  #health = 'up';
  /** @type {Required<Slowness>} */
  #slowness = { latencyMs: 0, bytesPerSecond: Infinity };
  /** Both ends of every open connection. @type {Set<Socket>} */
  #sockets = new Set();
  /** Carriers to wake when the line is restored. @type {Set<() => void>} */
  #waiting = new Set();
  #server = createServer((socket) => this.#accept(socket));
  #port = 0;
  /** Connections accepted so far, refused ones not counted. */
  accepted = 0;

  /** Listens on a free loopback port. @returns {Promise<Proxy>} */
  static async open() {
    const proxy = new Proxy();
    await new Promise((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', () => resolve(undefined));
    });
    const address = proxy.#server.address();
    if (typeof address === 'object' && address) proxy.#port = address.port;
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Sends what comes next to this port. @param {number} port */
  to(port) {
    this.#upstream = port;
  }

  /** Resets every open connection and every new one, until `restore`. */
  cut() {
    this.#health = 'cut';
    this.reset();
  }

  /** Resets every open connection once; new ones go through. */
  reset() {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
    this.#wake();
  }

  /** Takes bytes from both sides and passes none on, until `restore`; connections stay open. */
  blackhole() {
    this.#health = 'blackhole';
  }

  /** @param {Slowness} slowness one way, per connection and direction */
  slow({ latencyMs = 0, bytesPerSecond = Infinity }) {
    this.#slowness = { latencyMs, bytesPerSecond };
  }

  /** All good again. What a blackhole held back is delivered, as after a stall. */
  restore() {
    this.#health = 'up';
    this.#slowness = { latencyMs: 0, bytesPerSecond: Infinity };
    this.#wake();
  }

  /** Ends every connection and the listener. */
  async close() {
    this.#health = 'cut';
    this.reset();
    await new Promise((resolve) => this.#server.close(() => resolve(undefined)));
  }

  #wake() {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** @param {Socket} near */
  #accept(near) {
    if (this.#health === 'cut' || this.#upstream === null) {
      near.on('error', () => {});
      near.resetAndDestroy();
      return;
    }
    this.accepted += 1;
    const far = connect({ port: this.#upstream, host: '127.0.0.1', noDelay: true });
    near.setNoDelay(true);
    this.#watch(near, far);
    this.#watch(far, near);
    void this.#carry(near, far);
    void this.#carry(far, near);
  }

  /** One end's trouble is the other's. @param {Socket} socket @param {Socket} other */
  #watch(socket, other) {
    this.#sockets.add(socket);
    socket.on('error', () => other.resetAndDestroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** Carries bytes one way until the sender ends. @param {Socket} from @param {Socket} to */
  async #carry(from, to) {
    try {
      for await (const chunk of from) {
        await this.#delay(chunk.length, to);
        if (!to.writable) return;
        if (!to.write(chunk)) await drained(to);
      }
      to.end();
    } catch {
      // The other handlers have reset both ends.
      to.resetAndDestroy();
    }
  }

  /** Waits as long as this chunk needs on the line as it is now. @param {number} bytes @param {Socket} to */
  async #delay(bytes, to) {
    const { latencyMs, bytesPerSecond } = this.#slowness;
    const ms = latencyMs + (bytes / bytesPerSecond) * 1000;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    while (this.#health === 'blackhole' && !to.destroyed) {
      await new Promise((resolve) => this.#waiting.add(() => resolve(undefined)));
    }
  }
}

/** @param {Socket} socket */
function drained(socket) {
  return new Promise((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', resolve);
  });
}
