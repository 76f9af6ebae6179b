// @ts-check
/**
 * One Tandem server of a test's own: a free port, a data folder in the temporary folder, the release
 * binary. It can be killed as a power cut would and started again on the same port and data.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The server to test: `TANDEM_BIN`, or what `cargo leptos build --release` left. */
export function binary() {
  const path = process.env.TANDEM_BIN
    ?? resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'release', 'tandem');
  if (!existsSync(path)) throw new Error('There is no server to test. Build it: cargo leptos build --release, or make test.');
  return path;
}

export class Server {
  /** @type {import('node:child_process').ChildProcess | null} */
  #child = null;
  /** Everything the server wrote, for the report of a failed test. */
  log = '';

  /** @param {number} port @param {string} data @param {string[]} origins @param {Record<string, string>} env @param {string} host */
  constructor(port, data, origins, env, host) {
    this.host = host;
    this.port = port;
    this.data = data;
    this.origins = origins;
    this.env = env;
  }

  /**
   * Starts a server and waits until it is ready.
   * @param {{ origins?: string[], env?: Record<string, string>, host?: string }} [settings] other
   *   origins under which browsers reach it, further environment, where it listens
   */
  static async start({ origins = [], env = {}, host = '127.0.0.1' } = {}) {
    const data = mkdtempSync(join(tmpdir(), 'tandem-'));
    for (let attempt = 1; ; attempt += 1) {
      const server = new Server(await freePort(), data, origins, env, host);
      try {
        await server.up();
        return server;
      } catch (error) {
        // The free port may have been taken in between.
        if (attempt < 3 && /in use/i.test(server.log)) continue;
        await server.stop();
        throw error;
      }
    }
  }

  get url() {
    return `http://${this.host === '[::1]' ? this.host : '127.0.0.1'}:${this.port}`;
  }

  /** The log's line of a panic, if there was one: a fault, whatever else went well. */
  get panic() {
    return this.log.split('\n').find((line) => line.includes('panicked at')) ?? null;
  }

  /** The server's process id, while it runs. */
  get pid() {
    return this.#child?.pid;
  }

  /** Starts the process on the same port and data, and waits until it is ready. */
  async up() {
    const child = spawn(binary(), ['serve'], {
      cwd: root,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        LEPTOS_OUTPUT_NAME: 'tandem',
        LEPTOS_SITE_ROOT: join(root, 'target', 'site'),
        LEPTOS_HASH_FILES: 'true',
        TANDEM_ADDR: `${this.host}:${this.port}`,
        TANDEM_DATA: this.data,
        TANDEM_PLAIN_HTTP: '1',
        TANDEM_ORIGINS: [this.url, ...this.origins].join(','),
        RUST_LOG: process.env.RUST_LOG ?? 'info',
        RUST_BACKTRACE: '1',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout?.on('data', (bytes) => (this.log += bytes));
    child.stderr?.on('data', (bytes) => (this.log += bytes));
    await this.#ready(child);
  }

  /** `kill -9`: no farewell, nothing flushed. The process is gone when this returns. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Asks it to stop and waits, at most 10 s. @returns {Promise<boolean>} whether it stopped by itself */
  async drain() {
    return await this.#end('SIGTERM');
  }

  /** Ends the process and removes its data. */
  async stop() {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Makes a backup of the running server, as its operator would. @returns the backup's folder */
  backup() {
    const folder = join(this.data, 'backup');
    execFileSync(binary(), ['backup', folder], { env: { TANDEM_DATA: this.data }, stdio: 'pipe' });
    return folder;
  }

  /** Puts a backup in place of the data; the server must be down. @param {string} backup */
  restore(backup) {
    for (const name of readdirSync(this.data).filter((name) => join(this.data, name) !== backup)) {
      rmSync(join(this.data, name), { recursive: true });
    }
    cpSync(backup, this.data, { recursive: true });
  }

  /**
   * Freezes or thaws the query workers, so that a run lasts as long as a test needs it to.
   * @param {'SIGSTOP' | 'SIGCONT'} signal @param {number[]} pids all of them, unless they are named
   */
  signalWorkers(signal, pids = this.#workers()) {
    if (pids.length === 0) throw new Error('The server has no worker processes.');
    for (const pid of pids) process.kill(pid, signal);
  }

  /** The one of the workers that reads most while something is done. @param {() => Promise<unknown>} act */
  async workerFor(act) {
    /** @param {number} pid */
    const bytes = (pid) => Number(/^rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
    const before = new Map(this.#workers().map((pid) => [pid, bytes(pid)]));
    await act();
    const read = [...before].map(([pid, then]) => ({ pid, read: bytes(pid) - then }));
    const [most] = read.sort((one, other) => other.read - one.read);
    if (!most || most.read === 0) throw new Error('No worker did anything.');
    return most.pid;
  }

  /** Process ids of the server's children that are workers. */
  #workers() {
    const server = this.#child?.pid;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          // "pid (name) state parent …"; the name may hold spaces.
          const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
          return Number(parent) === server && command[1] === 'worker';
        } catch {
          return false; // gone meanwhile
        }
      });
  }

  /** @param {'SIGKILL' | 'SIGTERM'} signal */
  async #end(signal) {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return true;
    let asked = true;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    const impatience = setTimeout(() => {
      asked = false;
      child.kill('SIGKILL');
    }, 10_000);
    await gone;
    clearTimeout(impatience);
    return asked;
  }

  /** @param {import('node:child_process').ChildProcess} child */
  async #ready(child) {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The server ended before it was ready.\n${this.log}`);
      }
      try {
        const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
        if (answer.ok) return;
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The server was not ready within a minute.\n${this.log}`);
  }
}
