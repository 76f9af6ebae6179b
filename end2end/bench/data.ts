/** 100,000 real rows: the first flights of the sample, with three columns to group by. */
import { readFileSync, writeFileSync } from 'node:fs';
import { flights } from '../story/files.ts';

const ROWS = 100_000;

type Flight = { delay: number; distance: number; time: number };

/**
 * Writes the file; `hour` is the hour of departure, `reach` the distance in steps of 250 miles, `late`
 * the delay in steps of 30 minutes.
 */
export function writeFlights(path: string) {
  const all = JSON.parse(readFileSync(flights, 'utf8')) as Flight[];
  // Every second one: the file is ordered by the time of departure.
  const rows = all.filter((_, at) => at % 2 === 0).slice(0, ROWS);
  if (rows.length !== ROWS) throw new Error(`Only ${rows.length} flights.`);
  const lines = rows.map(({ delay, distance, time }) =>
    [
      delay,
      distance,
      time,
      `h${String(Math.floor(time)).padStart(2, '0')}`,
      `${Math.floor(distance / 250) * 250} mi`,
      `${Math.floor(delay / 30) * 30} min`,
    ].join(','),
  );
  writeFileSync(path, `${['delay,distance,time,hour,reach,late', ...lines].join('\n')}\n`);
}

/** Group-bys that differ from each other, so that none is answered from a cache. */
export function specs(): Record<string, string>[] {
  return ['hour', 'reach', 'late'].flatMap((by) => [
    { 'Group by': by, Aggregate: 'count' },
    ...['sum', 'mean', 'median', 'lowest', 'highest'].flatMap((Aggregate) =>
      ['delay', 'distance', 'time'].map((Of) => ({ 'Group by': by, Aggregate, Of })),
    ),
  ]);
}
