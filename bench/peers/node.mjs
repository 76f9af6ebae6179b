// @ts-check
/**
 * Rooms on Node and socket.io: `PORT=… [LOG=log.db] node node.mjs`. With `LOG` each message is on disk,
 * synced, before it is acked or delivered; without it, a number a room is all that is kept.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Database from 'libsql';
import { Server } from 'socket.io';

const http = createServer();
// Heartbeats as often as Tandem's.
const io = new Server(http, { serveClient: false, pingInterval: 10_000, pingTimeout: 8_000 });
const chat = io.of('/chat');
/** The last number in each room. @type {Map<string, number>} */
const heads = new Map();
let guests = 0;

const log = process.env.LOG ? openLog(process.env.LOG) : null;

/** @param {string} path */
function openLog(path) {
  const db = new Database(path);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE events (room TEXT, n INTEGER, data TEXT, PRIMARY KEY (room, n))`);
  return db.prepare('INSERT INTO events VALUES (?, ?, ?)');
}

chat.on('connection', (socket) => {
  const by = { id: randomUUID(), name: `guest ${(guests += 1)}` };

  socket.on('join', async ({ room }, ack) => {
    await socket.join(room);
    ack({ ok: { head: heads.get(room) ?? 0 } });
  });

  socket.on('send_message', ({ room, cid, text }, ack) => {
    const n = (heads.get(room) ?? 0) + 1;
    heads.set(room, n);
    const event = { stream: room, n, id: randomUUID(), at: Date.now(), by, cid, text };
    log?.run(room, n, JSON.stringify(event));
    chat.to(room).emit('receive_message', event);
    ack({ ok: { n, id: event.id, at: event.at, dup: false } });
  });
});

http.listen(Number(process.env.PORT), '127.0.0.1');
