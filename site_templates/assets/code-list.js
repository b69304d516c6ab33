/* A list of codes, pasted or from a CSV, and the table of results as a CSV that a spreadsheet opens safely.

     parchemin.readList(text, hosts)     {rows: [{line, code, typed, reason, given}], skipped, tooMany}
         code     in its exact form; without it `reason` is that of code.js
         given    what else stood on the line ("Zoé Martin · promotion 2026")
         skipped  whether a first line without any code was taken for a heading
     parchemin.writeCsv(rows, separator) text of rows of texts, with a byte order mark, CR LF
     parchemin.readCsv(text)             rows of cells (RFC 4180; comma, semicolon or tab)

   No DOM, no network, no clock. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { codeIn } = parchemin;

  const MAX_ROWS = 10_000;
  const SEPARATORS = ['\t', ';', ','];
  /** A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection); a diploma's name could be one. */
  const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

  function readCsv(text) {
    const body = text.replace(/^\ufeff/, '');
    const separator = separatorOf(body);
    const rows = [];
    let row = [];
    let at = 0;
    while (at < body.length && rows.length <= MAX_ROWS) {
      let cell;
      if (body[at] === '"') [cell, at] = quoted(body, at);
      else [cell, at] = bare(body, at, separator);
      row.push(cell);
      if (separator !== null && body[at] === separator) {
        at += 1;
        continue;
      }
      if (body[at] === '\r') at += 1;
      if (body[at] === '\n') at += 1;
      rows.push(row);
      row = [];
    }
    if (row.length) rows.push(row);
    return rows;
  }

  /** The separator that the first lines use; null where each line is one cell. */
  function separatorOf(body) {
    const head = body.slice(0, 4_000).replace(/"[^"]*"/g, '');
    const counts = SEPARATORS.map((sign) => head.split(sign).length - 1);
    const most = Math.max(...counts);
    return most === 0 ? null : SEPARATORS[counts.indexOf(most)];
  }

  function quoted(body, start) {
    let cell = '';
    let at = start + 1;
    for (;;) {
      const end = body.indexOf('"', at);
      if (end < 0) return [cell + body.slice(at), body.length];
      cell += body.slice(at, end);
      at = end + 1;
      if (body[at] !== '"') break;
      cell += '"';
      at += 1;
    }
    // What stands between a closing quotation mark and the separator is no CSV; it is kept, so that nothing is hidden.
    return [cell, at];
  }

  function bare(body, start, separator) {
    let at = start;
    while (at < body.length && body[at] !== separator && body[at] !== '\n' && body[at] !== '\r') at += 1;
    return [body.slice(start, at), at];
  }

  /** The cell of a row that is a code, or most looks like one. */
  function codeOf(cells, hosts) {
    let best;
    for (const [place, cell] of cells.entries()) {
      const found = codeIn(cell, hosts);
      if (found.code) return { place, ...found };
      const likely = /\/d\//.test(cell) || (/[2-9]/.test(cell) && /^[0-9A-Za-z](?:[\s\-\u2010-\u2015]*[0-9A-Za-z]){14,24}$/.test(cell.trim()));
      if (likely && best === undefined) best = { place, ...found };
    }
    return best;
  }

  function readList(text, hosts) {
    const rows = [];
    let skipped = false;
    const lines = readCsv(text);
    for (const [number, cells] of lines.entries()) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      const found = codeOf(cells, hosts);
      if (!found && rows.length === 0 && !skipped && number === 0 && lines.length > 1) {
        skipped = true;
        continue;
      }
      const place = found?.place ?? 0;
      const given = cells.filter((cell, other) => other !== place && cell.trim() !== '').map((cell) => cell.trim());
      rows.push({
        line: number + 1,
        typed: cells[place].trim().slice(0, 200),
        given: given.join(' · ').slice(0, 200),
        ...(found ?? { reason: 'symbol', symbol: cells[0].trim().slice(0, 1), place: 1, none: true }),
      });
    }
    return { rows: rows.slice(0, MAX_ROWS), skipped, tooMany: lines.length > MAX_ROWS };
  }

  function cellText(value, separator) {
    const text = FORMULA.test(value) ? `'${value}` : value;
    return text.includes('"') || text.includes(separator) || /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  const writeCsv = (rows, separator) =>
    `\ufeff${rows.map((row) => `${row.map((value) => cellText(String(value), separator)).join(separator)}\r\n`).join('')}`;

  Object.assign(parchemin, { readCsv, readList, writeCsv });
})();
