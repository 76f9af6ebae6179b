/** Real files that the stories bring along. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const data = fileURLToPath(new URL('../node_modules/vega-datasets/data', import.meta.url));

/** Collisions of aircraft with wildlife in the United States: 10,000 rows, 14 columns. */
export const birdstrikes = join(data, 'birdstrikes.csv');
export const BIRDSTRIKES_ROWS = 10_000;

/** ZIP codes of the United States with their places: 42,049 rows; codes keep their leading zeros. */
export const zipcodes = join(data, 'zipcodes.csv');
export const ZIPCODES_ROWS = 42_049;

/** 200,000 flights within the United States: delay, distance, time of departure. */
export const flights = join(data, 'flights-200k.json');

/** The columns of a CSV file without quoted line breaks, read by other means than Tandem's. */
export function column(path: string, name: string): string[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const at = cells(header).indexOf(name);
  if (at < 0) throw new Error(`${path} has no column ${name}`);
  return lines.map((line) => cells(line)[at] ?? '');
}

function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
}

/** A table cell as a number: "−1,234.5" is -1234.5. */
export function numeric(cell: string): number {
  return Number(cell.replaceAll(',', '').replace('−', '-'));
}

/** How often each value stands in a column, by other means than Tandem's. */
export function tally(values: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
