// @ts-check
/**
 * A line that can go wrong: a TCP proxy in front of the server, with a port of its own.
 * `cut` resets every connection and refuses new ones, `reset` does so once, `tear` after some bytes
 * more; `blackhole` holds bytes back without a word; `abandon` forgets the open connections, as a network
 * does while a device sleeps; `slow` adds latency, jitter and a limit of bytes in a second; `restore` makes
 * all good for what comes next. Up is towards the server.
 * It knows nothing of HTTP. A browser that is offline in the devtools sense keeps its WebSocket;
 * one whose line is cut here loses it as it would in a tunnel.
 */
import { connect, createServer } from 'node:net';

/**
 * @typedef {import('node:net').Socket} Socket
 * @typedef {'up' | 'down'} Way
 * @typedef {{ latencyMs?: number, jitterMs?: number, bytesPerSecond?: number }} Slowness
 */

/** @type {Way[]} */
const BOTH = ['up', 'down'];
/** @type {Required<Slowness>} */
const FAST = { latencyMs: 0, jitterMs: 0, bytesPerSecond: Infinity };
/** Bytes under way in one direction; with more, the sender has to wait as on any line. */
const UNDER_WAY = 64 * 1024;

export class Proxy {
  /** Where the other side is; `null` is nowhere, and connections are refused. @type {number | null} */
  #upstream = null;
  #isCut = false;
  /** Ways on which nothing arrives. @type {Set<Way>} */
  #swallowing = new Set();
  /** @type {Record<Way, Required<Slowness>>} */
  #slowness = { up: FAST, down: FAST };
  /** What may still come down before everything is reset. */
  #untilTorn = Infinity;
  /** Both ends of every open connection. @type {Set<Socket>} */
  #sockets = new Set();
  /** Ends of connections that carry nothing any more. @type {WeakSet<Socket>} */
  #abandoned = new WeakSet();
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
    this.#isCut = true;
    this.reset();
  }

  /** Resets every open connection once; new ones go through. */
  reset() {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
    this.#wake();
  }

  /** Resets every connection once so many bytes more have come down: in the middle of a message. @param {number} bytes */
  tear(bytes) {
    this.#untilTorn = bytes;
  }

  /** Takes bytes and passes none on, until `restore`; connections stay open. @param {Way[]} ways */
  blackhole(...ways) {
    this.#swallowing = new Set(ways.length > 0 ? ways : BOTH);
  }

  /** Every open connection stays open and never carries anything again; new ones go through. */
  abandon() {
    for (const socket of this.#sockets) this.#abandoned.add(socket);
  }

  /**
   * Each connection has the bandwidth for itself; bytes stay in order.
   * @param {Slowness} slowness one way @param {Way[]} ways
   */
  slow(slowness, ...ways) {
    for (const way of ways.length > 0 ? ways : BOTH) this.#slowness[way] = { ...FAST, ...slowness };
  }

  /** All good again. What a blackhole held back is delivered, as after a stall. */
  restore() {
    this.#isCut = false;
    this.#swallowing.clear();
    this.#slowness = { up: FAST, down: FAST };
    this.#untilTorn = Infinity;
    this.#wake();
  }

  /** Ends every connection and the listener. */
  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(() => resolve(undefined)));
  }

  #wake() {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** @param {Socket} near */
  #accept(near) {
    if (this.#isCut || this.#upstream === null) {
      near.on('error', () => {});
      near.resetAndDestroy();
      return;
    }
    this.accepted += 1;
    const far = connect({ port: this.#upstream, host: '127.0.0.1', noDelay: true });
    near.setNoDelay(true);
    this.#watch(near, far);
    this.#watch(far, near);
    void this.#carry(near, far, 'up');
    void this.#carry(far, near, 'down');
  }

  /** One end's trouble is the other's. @param {Socket} socket @param {Socket} other */
  #watch(socket, other) {
    this.#sockets.add(socket);
    socket.on('error', () => other.resetAndDestroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** Carries bytes one way until the sender ends. @param {Socket} from @param {Socket} to @param {Way} way */
  async #carry(from, to, way) {
    /** When the line is done with what was put on it. */
    let done = 0;
    let underWay = 0;
    /** Resolves when all that was put on it has arrived. @type {Promise<void>} */
    let arrived = Promise.resolve();
    try {
      for await (const chunk of from) {
        const { latencyMs, jitterMs, bytesPerSecond } = this.#slowness[way];
        done = Math.max(done, performance.now()) + (chunk.length / bytesPerSecond) * 1000;
        const due = done + latencyMs + Math.random() * jitterMs;
        underWay += chunk.length;
        arrived = arrived.then(async () => {
          await until(due);
          await this.#arrive(chunk, to, way);
          underWay -= chunk.length;
        });
        arrived.catch(() => {}); // looked at below
        await until(done);
        if (underWay > UNDER_WAY) await arrived;
      }
      await arrived;
      to.end();
    } catch {
      // The other handlers have reset both ends.
      to.resetAndDestroy();
    }
  }

  /** @param {Buffer} chunk @param {Socket} to @param {Way} way */
  async #arrive(chunk, to, way) {
    while ((this.#swallowing.has(way) || this.#abandoned.has(to)) && !to.destroyed) {
      await new Promise((resolve) => this.#waiting.add(() => resolve(undefined)));
    }
    if (!to.writable) return;
    const whole = way === 'up' || chunk.length <= this.#untilTorn;
    const part = whole ? chunk : chunk.subarray(0, this.#untilTorn);
    if (way === 'down') this.#untilTorn -= part.length;
    if (whole) {
      if (!to.write(part)) await drained(to);
      return;
    }
    // Written before the reset, or the kernel would take it back.
    await new Promise((resolve) => to.write(part, resolve));
    this.#untilTorn = Infinity;
    this.reset();
  }
}

/** @param {number} moment in the time of `performance.now` */
async function until(moment) {
  const ms = moment - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

/** @param {Socket} socket */
function drained(socket) {
  return new Promise((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', resolve);
  });
}
