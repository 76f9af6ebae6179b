// npm install socket.io-client
import { io } from 'socket.io-client';

const session_uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
const socket = io('http://127.0.0.1:3000/session', {
  transports: ['websocket'],
  auth: { token: process.env.TANDEM_TOKEN },
});
socket.on('receive_message', ({ by, text }) => console.log(`${by.name}: ${text}`));
socket.on('connect', async () => {
  const { ok, err } = await socket.emitWithAck('join', { session_uuid });
  if (err) throw new Error(err.message);
  console.log(`${ok.members.length} members, ${ok.head} events so far`);
  const cid = crypto.randomUUID();
  await socket.emitWithAck('send_message', { session_uuid, cid, text: 'Hello' });
});
