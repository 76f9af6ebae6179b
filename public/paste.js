// A table that is pasted outside of every field comes in as a file would.
document.addEventListener('paste', (event) => {
  const input = document.querySelector('.rail-foot input[type=file]');
  if (!input || event.target.closest?.('input, textarea, select, [contenteditable]')) return;
  const { files, items } = new DataTransfer();
  const text = event.clipboardData.getData('text/plain');
  if (text.trim().includes('\n')) {
    items.add(new File([text], 'Pasted table.tsv', { type: 'text/tab-separated-values' }));
  } else {
    for (const file of event.clipboardData.files) items.add(file);
  }
  if (!files.length) return;
  event.preventDefault();
  input.files = files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
});
