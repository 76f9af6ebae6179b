// @ts-check
/** The servers that are measured: how each is started, and what a client says to be in its rooms. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Account } from '../end2end/clients/http.mjs';
import { freePort } from '../end2end/tools/ports.mjs';
import { Server } from '../end2end/tools/server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const python = process.env.BENCH_PYTHON ?? 'python3';

/**
 * @typedef {{ name: string, cookies: string[] }} Room one connection for each cookie
 * @typedef {{ address: string, pid: number, rooms(count: number, people: number): Promise<Room[]>,
 *   stop(): Promise<void> }} Running
 * @typedef {{ name: string, namespace: string, roomField: string, start(): Promise<Running> }} Target
 */

/**
 * Tandem as it ships: accounts, logins, membership, and each message on disk before it is acked.
 * Two accounts have all the connections: a room delivers to sockets, not to people.
 * @type {Target}
 */
const tandem = {
  name: 'Tandem',
  namespace: '/session',
  roomField: 'session_uuid',
  async start() {
    const server = await Server.start({
      env: { RUST_LOG: 'warn', TANDEM_SOCKETS_PER_PERSON: '5000', TANDEM_SOCKETS_PER_ADDRESS: '5000' },
    });
    return {
      address: `127.0.0.1:${server.port}`,
      pid: server.pid ?? 0,
      rooms: async (count, people) => {
        const ada = await new Account(server.url, 'ada').enter();
        const grace = await new Account(server.url, 'grace').enter();
        const rooms = [];
        for (let i = 0; i < count; i += 1) {
          const name = await ada.createSession(`Room ${i + 1}`);
          await grace.joinSession(name);
          const cookies = Array.from({ length: people }, (_, at) => (at % 2 ? grace : ada).cookie);
          rooms.push({ name, cookies });
        }
        return rooms;
      },
      stop: () => server.stop(),
    };
  },
};

/**
 * Another server, that keeps its messages on disk as Tandem does, or nothing at all.
 * @param {string} name @param {string} command @param {string} program @param {{ keeps: boolean }} log
 * @returns {Target}
 */
function peer(name, command, program, { keeps }) {
  return {
    name,
    namespace: '/chat',
    roomField: 'room',
    async start() {
      const port = await freePort();
      const folder = mkdtempSync(join(tmpdir(), 'tandem-peer-'));
      const log = keeps ? { LOG: join(folder, 'log.db') } : {};
      const child = spawn(command, [program], {
        cwd: join(here, 'peers'),
        env: { ...process.env, PORT: String(port), NODE_ENV: 'production', ...log },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const gone = new Promise((done) => child.once('exit', done));
      await listening(port, child);
      return {
        address: `127.0.0.1:${port}`,
        pid: child.pid ?? 0,
        rooms: async (count, people) =>
          Array.from({ length: count }, () => ({
            // As long as Tandem's, so that all send nearly as many bytes.
            name: crypto.randomUUID(),
            cookies: Array.from({ length: people }, () => ''),
          })),
        stop: async () => {
          child.kill('SIGKILL');
          await gone;
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

/** @param {number} port @param {import('node:child_process').ChildProcess} child */
async function listening(port, child) {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended at once.`);
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`${child.spawnargs.join(' ')} did not listen within 30 s.`);
}

export const targets = [
  tandem,
  peer('Node socket.io', 'node', 'node.mjs', { keeps: true }),
  peer('python-socketio, uvicorn', python, 'python_socketio_uvicorn.py', { keeps: true }),
  peer('Flask-SocketIO, gevent', python, 'flask_socketio_gevent.py', { keeps: true }),
  peer('Node socket.io, keeping nothing', 'node', 'node.mjs', { keeps: false }),
];
