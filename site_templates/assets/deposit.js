/* The page for people who are registered: a deposit, a change of choice, a correction of the name, a withdrawal. */
'use strict';
(() => {
  const form = document.querySelector('[data-letter="deposit"]');
  if (!form) return;
  const parchemin = (globalThis.parchemin ??= {});
  const letter = new parchemin.LetterForm(form);
  if (form.hidden) return;
  const { words, settings } = letter;
  const MAX_SCAN = 2_000_000;
  const MAGIC = [[0x25, 0x50, 0x44, 0x46, 0x2d], [0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]];

  // ---- One part of the form at a time --------------------------------------------------------------------------------

  const kind = () => form.querySelector('input[name="kind"]:checked').value;

  function showPart() {
    for (const part of form.querySelectorAll('[data-kind]')) part.hidden = part.dataset.kind !== kind();
  }
  // A change of mind (or a page that the browser brings back) shows the part that belongs to it.
  form.addEventListener('change', (event) => {
    if (event.target.name === 'kind') showPart();
    if (event.target.id === 'course') showSessions();
  });

  function showSessions() {
    const sessions = settings.courses[letter.field('course').value]?.sessions ?? [];
    const first = new Option(sessions.length ? words.session : words.sessionNone, '');
    letter.field('session').replaceChildren(first, ...sessions.map(([id, dates]) => new Option(dates, id)));
  }

  showPart();
  if (letter.field('course').value) showSessions();

  // ---- The four kinds --------------------------------------------------------------------------------------------------

  const who = () => ({
    receipt: letter.receipt('receipt'),
    email: letter.email('email'),
    birth_date: letter.day('birth', 'birth'),
    platform_id: letter.line('account'),
  });

  function score() {
    const text = letter.line('score');
    if (text === undefined) return undefined;
    return /^(100|[1-9]?[0-9])$/.test(text) ? Number(text) : letter.wrong('score', 'score');
  }

  async function scan() {
    const [file] = letter.field('scan').files;
    if (!file) return undefined;
    if (file.size > MAX_SCAN) return letter.wrong('scan', 'scanSize');
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!MAGIC.some((magic) => magic.every((byte, place) => bytes[place] === byte))) return letter.wrong('scan', 'scanType');
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x6000) text += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000)));
    return text;
  }

  function exchanges() {
    const found = [];
    for (const field of form.querySelectorAll('[id^="out-"]')) {
      const number = field.id.slice(4);
      const out = letter.chosen(`out-${number}`);
      const into = letter.chosen(`into-${number}`);
      if (out && into && out === into) letter.wrong(`into-${number}`, 'exchangeSame');
      else if (Boolean(out) !== Boolean(into)) letter.wrong(out ? `into-${number}` : `out-${number}`, 'exchangeHalf');
      else if (out) found.push({ out, into });
    }
    return found;
  }

  const CONTENTS = {
    deposit: async () => ({
      course: letter.chosen('course'),
      session: letter.chosen('session'),
      certificate: letter.line('certificate'),
      issued: letter.day('issued'),
      score: score(),
      scan: await scan(),
    }),
    choices: async () => ({ swaps: exchanges() }),
    name: async () => ({ name: letter.names(), reason: letter.line('reason') }),
    withdrawal: async () => {
      if (!letter.field('sure').checked) letter.wrong('sure', 'missing');
      return {};
    },
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    letter.begin();
    const wanted = kind();
    const content = { who: who(), ...await CONTENTS[wanted]() };
    await letter.finish(wanted, content);
  });
})();
