/** Texts that end every element they can stand in, and signs that deceive. */

const PIECES = [
  '</title>', '</script>', '</textarea>', '</style>', '</head>', '</body>', '</html>', '</template>', '</svg>', '</option>',
  '<!--', '-->', '--!>', ']]>', '<![CDATA[', '<?x', '<!DOCTYPE', '"', "'", '`', '=', '\u0000', '\r', '\n', '\t', '&', '&lt;',
  '&#0;', '&#x3c;', '&amp;', '<', '>', '/>', '<meta http-equiv=refresh content="0;url=/login">', '<base href=//x>',
  '<svg onload=alert(1)>', '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '<plaintext>', '<iframe>', '<table>',
  '<select>', '<p id=page>', '<noscript>', '\u2028', '\u2029', '\\ud800', '\\u003c', '${1}', '{{1}}', '%00', '%3C', '\u202e',
  '\u2066', '\u2068', '\u200b', '\u3164', '\u2800', '\ufeff', '\u{e0041}', ' ', 'a', 'Z', '7', 'é', 'e\u0301', 'ا', '中', '👩',
];

/** `count` texts of one to eight pieces, the same at every run. */
export function hostileTexts(count: number, seed = 7): string[] {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  // Something is seen of each, so that it is taken.
  return Array.from({ length: count }, () => {
    const pieces = Array.from({ length: 1 + next(8) }, () => PIECES[next(PIECES.length)]);
    return pieces.join('') + 'x';
  });
}

/** Those that have ended a page, or would: hydrated one by one. */
export const NASTIEST = [
  '</title><meta http-equiv=refresh content=0;url=/login>',
  '</title><h1>x',
  '</title><script>alert(1)</script>',
  '</title></head><body>x',
  '</title><!--',
  '<!--',
  '-->',
  '<p id=page>{}</p>',
  '</script><script>alert(1)',
  '</textarea>x',
  '</h1></header></div>',
  '<plaintext>',
  '<table><tr><td>',
  '<select><option>',
  '<svg><title>',
  ']]>',
  '&lt;/title&gt;',
  '&#0;',
  '&',
  '"\'`',
  '" onmouseover="alert(1)',
  '${x}{{x}}',
  '\\u003c\\ud800',
  '%00%3C',
  '\u2028\u2029.',
  '\u202egpj.vsc',
  '\u2066\u2066\u2066x',
  '\u{e0041}\u{e007f}x',
  'أحمد </title>',
  '👩\u200d💻 می\u200cخواهم',
];
