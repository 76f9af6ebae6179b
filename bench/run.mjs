// @ts-check
/**
 * The fan-out benchmark: every server, one after the other, under the same load; one table.
 * `node run.mjs [word of a server] [word of a scenario]`. A new server for each row, so that none carries
 * the memory of the last. Where there are two cores, the server has one and the generator the other.
 */
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { targets } from './targets.mjs';

const generator = process.env.FAN_OUT ?? 'target/release/examples/fan_out';
const seconds = Number(process.env.BENCH_SECONDS ?? 15);
const warmSeconds = 3;

// Messages a second times people in a room. What every server here can bear on one core.
const scenarios = [
  { name: '1 room × 100', rooms: 1, people: 100, perSecond: 10_000 },
  { name: '1 room × 1,000', rooms: 1, people: 1_000, perSecond: 10_000 },
  { name: '200 rooms × 5', rooms: 200, people: 5, perSecond: 1_000 },
];

/**
 * @typedef {{ connections: number, offered_per_second: number, delivered_per_second: number, lost: number,
 *   cpu_us_per_delivery: number, kb_per_connection: number, p50_ms: number, p99_ms: number,
 *   generator_share: number, generator_waited_share: number }} Figures
 */

const pinned = availableParallelism() > 1 && pin();

/** Puts this process on core 0, and with it every server that it starts from here on. */
function pin() {
  return spawnSync('taskset', ['-c', '-p', '0', String(process.pid)]).status === 0;
}

/** @param {typeof scenarios[0]} scenario @param {typeof targets[0]} target @returns {Promise<Figures>} */
async function measure(scenario, target) {
  const server = await target.start();
  try {
    const plan = {
      address: server.address,
      pid: server.pid,
      namespace: target.namespace,
      room_field: target.roomField,
      rooms: await server.rooms(scenario.rooms, scenario.people),
      deliveries_per_second: scenario.perSecond,
      warm_seconds: warmSeconds,
      seconds,
    };
    return await load(plan);
  } finally {
    await server.stop();
  }
}

/** Runs the generator. Whatever makes a run not count is an error. @param {object} plan @returns {Promise<Figures>} */
function load(plan) {
  const [command, ...args] = pinned ? ['taskset', '-c', '1', generator] : [generator];
  const child = spawn(command ?? generator, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (bytes) => (out += bytes));
  child.stderr.on('data', (bytes) => (complaint += bytes));
  child.stdin.end(JSON.stringify(plan));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve(JSON.parse(out));
      else reject(new Error(complaint.trim()));
    });
  });
}

const percent = (/** @type {number} */ share) => `${(share * 100).toFixed(0)} %`;

/** @param {Figures} figures */
function cells(figures) {
  const behind = figures.delivered_per_second < 0.95 * figures.offered_per_second;
  return [
    `${Math.round(figures.delivered_per_second)}${behind ? ' (fell behind)' : ''}`,
    figures.cpu_us_per_delivery.toFixed(1),
    figures.kb_per_connection.toFixed(0),
    figures.p50_ms.toFixed(1),
    figures.p99_ms.toFixed(1),
    `${percent(figures.generator_share)} + ${percent(figures.generator_waited_share)}`,
  ];
}

const words = process.argv.slice(2);
const wanted = (/** @type {string[]} */ ...names) => words.every((word) => names.some((name) => name.includes(word)));

console.log(pinned ? 'server on core 0, generator on core 1' : 'not pinned: the servers share what cores there are');
console.log(`${warmSeconds} s to warm up, ${seconds} s measured; the generator's column: used + waited for its core\n`);
console.log('| | deliveries/s | CPU µs a delivery | KB a connection | p50 ms | p99 ms | generator |');
console.log('|---|---|---|---|---|---|---|');
for (const scenario of scenarios) {
  console.log(`| **${scenario.name}**, ${scenario.perSecond}/s offered | | | | | | |`);
  for (const target of targets.filter((target) => wanted(target.name, scenario.name))) {
    try {
      console.log(`| ${target.name} | ${cells(await measure(scenario, target)).join(' | ')} |`);
    } catch (error) {
      process.exitCode = 1;
      console.log(`| ${target.name} | ${error instanceof Error ? error.message : error} | | | | | |`);
    }
  }
}
