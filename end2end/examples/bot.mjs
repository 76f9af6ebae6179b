// A bot in a session: joins, says hello, profiles the newest data set and prints the result.
//
//   TANDEM_URL=http://127.0.0.1:3000 TANDEM_TOKEN=tdm_… node bot.mjs <session uuid>
import { io } from 'socket.io-client';

const [session_uuid] = process.argv.slice(2);
const socket = io(`${process.env.TANDEM_URL}/session`, {
  transports: ['websocket'],
  query: { auth: 'token' }, // the handshake goes without a login: the token comes with the connection
  auth: { token: process.env.TANDEM_TOKEN },
});
const cid = () => crypto.randomUUID();

/** @param {string} name @param {object} fields */
async function ask(name, fields) {
  const { ok, err } = await socket.timeout(10_000).emitWithAck(name, { session_uuid, ...fields });
  if (err) throw new Error(`${err.code}: ${err.message}`);
  return ok;
}

socket.on('connect_error', (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.on('connect', async () => {
  const { snapshot } = await ask('join', {});
  await ask('send_message', { cid: cid(), text: 'I am going to profile the data.' });
  const dataset = snapshot.datasets.at(-1);
  if (!dataset) throw new Error('There is no data yet.');
  const done = new Promise((resolve, reject) => {
    socket.on('analysis_update', (update) => {
      if (update.status === 'done') resolve(update.output);
      if (update.status === 'failed') reject(new Error(update.error));
    });
  });
  await ask('run_analysis', { cid: cid(), dataset_id: dataset.dataset_id, spec: { kind: 'profile' } });
  const output = await done;
  console.log(output.summary);
  for (const row of output.table.rows) console.log(row.join('\t'));
  socket.close();
});
