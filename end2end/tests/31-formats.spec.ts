/** Tables come in as people have them: in workbooks, in archives, from the clipboard. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '../fixtures.ts';
import { together } from '../story/person.ts';

const SHEETS = new URL('../../src/server/worker/ingest/tests/files/h21-sheets.xlsx', import.meta.url);
const workbook = () => ({ name: 'stock.xlsx', mimeType: 'application/octet-stream', buffer: readFileSync(SHEETS) });

test('the_sheets_of_a_workbook_are_there_for_both_and_another_is_one_choice_away', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload(workbook());
  for (const one of [ada, grace]) {
    await expect(one.workspace.dataset('stock')).toContainText('3 rows');
    await expect(one.workspace.dataset('stock – Prices')).toContainText('3 rows');
  }
  await grace.workspace.dataset('stock – Prices').click();
  await expect(await grace.workspace.previewed('stock – Prices')).toContainText('2026-11-28');

  await grace.workspace.dataset('stock').click();
  const card = await grace.workspace.previewed('stock');
  await expect(card).toContainText('“Old”, which is hidden');
  await card.getByRole('link', { name: 'How it was read' }).click();
  const table = grace.page.getByLabel('Table in the file');
  await expect(table).toHaveValue('Items');
  await table.selectOption('Prices');
  const became = grace.page.getByRole('region', { name: 'The table that it becomes' });
  await expect(became.getByRole('columnheader')).toHaveText(['id', 'price', 'since']);
  await grace.page.getByRole('button', { name: 'Apply for everyone' }).click();
  for (const one of [ada, grace]) {
    await expect(await one.workspace.previewed('stock v2')).toContainText('since');
  }
});

test('what_is_inside_decides_and_not_the_ending', async ({ person }) => {
  const [ada, grace] = await together(person);
  const rows = JSON.stringify([{ city: 'Oslo', at: { lat: 59.9 } }, { city: 'Rome', at: { lat: 41.9 } }]);
  await ada.workspace.upload({ name: 'cities.csv', mimeType: 'text/csv', buffer: gzipSync(rows) });
  for (const one of [ada, grace]) {
    const card = await one.workspace.previewed('cities');
    await expect(card.getByRole('columnheader')).toContainText([/city text/, /at\.lat number/]);
  }
});

/** Files in an archive, as Python's standard library writes it. */
function zipped(files: Record<string, string>): Buffer {
  const code = `
import io, json, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, text in json.load(sys.stdin).items():
        archive.writestr(name, text)
sys.stdout.buffer.write(out.getvalue())`;
  return execFileSync('python3', ['-c', code], { input: JSON.stringify(files) });
}

test('the_tables_of_an_archive_are_there_for_both_and_what_is_none_is_named', async ({ person }) => {
  const [ada, grace] = await together(person);
  const buffer = zipped({
    'year/README.txt': 'Readings of two months, taken by hand.\nAsk the station for more.\n',
    'year/june.csv': 'day,rain\n2026-06-01,3\n2026-06-02,0.5\n',
    'year/july.csv': 'day,rain\n2026-07-01,7\n2026-07-02,8\n2026-07-03,9\n',
  });
  await ada.workspace.upload({ name: 'year.zip', mimeType: 'application/zip', buffer });
  for (const one of [ada, grace]) {
    await expect(one.workspace.dataset('year')).toContainText('2 rows');
    await expect(one.workspace.dataset('year – year/july.csv')).toContainText('3 rows');
    await one.workspace.dataset('year').click();
    const card = await one.workspace.previewed('year');
    await card.getByText('1 more note').click();
    await expect(card).toContainText('Left out of year.zip: year/README.txt, not a table.');
  }
});

test('a_table_is_pasted', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.page.evaluate(() => navigator.clipboard.writeText('day\train\n2026-11-27\t3\n2026-11-28\t0.5\n'));
  await ada.page.keyboard.press('ControlOrMeta+V');
  for (const one of [ada, grace]) {
    await expect(await one.workspace.previewed('Pasted table')).toContainText('2026-11-28');
  }
  // A message that is pasted stays one.
  await ada.workspace.messageBox.focus();
  await ada.page.keyboard.press('ControlOrMeta+V');
  await expect(ada.workspace.messageBox).toHaveValue(/2026-11-27/);
  await expect(ada.workspace.uploadBar('Pasted table.tsv')).toHaveCount(0);
});
