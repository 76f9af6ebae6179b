// @ts-check
/** Rooms on Node and socket.io: `PORT=… node node.mjs`. Keeps no log: a number a room, in memory. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false });
const chat = io.of('/chat');
/** The last number in each room. @type {Map<string, number>} */
const heads = new Map();
let guests = 0;

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
    chat.to(room).emit('receive_message', event);
    ack({ ok: { n, id: event.id, at: event.at, dup: false } });
  });
});

http.listen(Number(process.env.PORT), '127.0.0.1');
