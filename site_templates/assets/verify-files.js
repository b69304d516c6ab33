/* Files that somebody chose or dropped, opened one by one and within bounds.

     parchemin.openFile(file)      Promise of [{name, kind, text, …}] (as readEvidence), or [{name, refusal}]; a saved bundle holds
                                   several
     parchemin.distinct(diplomas)  the same without what says a diploma again: a bundle holds it in several forms
     parchemin.textOfFile(file)    Promise of the text of a list; throws Malformed */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, MAX_FILE, parseJson, canonical, readEvidence, readArchive, isArchive } = parchemin;

  /** What matters in the archive that `parchemin bundle` writes. */
  const BUNDLE = /(^|\/)(credential\.json|did\.json|status\.json|log\/(proof|vkey|policy))$/;

  /** The size is looked at before anything is read. */
  async function bytesOf(file) {
    if (file.size > MAX_FILE) throw new Malformed('too-large');
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new Malformed('unreadable');
    }
  }

  const refused = (name) => (error) => {
    if (!(error instanceof Malformed)) throw error;
    return [{ name, refusal: error.reason }];
  };

  async function opened(file) {
    const bytes = await bytesOf(file);
    if (!isArchive(bytes)) return [{ name: file.name, ...(await readEvidence(bytes)) }];
    const found = [];
    for (const entry of await readArchive(bytes)) {
      if (!BUNDLE.test(entry.name)) continue; // a verifier to open, pages to read
      const name = `${file.name}/${entry.name}`;
      found.push(...await readEvidence(entry.bytes).then((evidence) => [{ name, ...evidence }], refused(name)));
    }
    if (!found.length) throw new Malformed('no-diploma');
    return found;
  }

  const openFile = (file) => opened(file).catch(refused(file.name));

  function distinct(diplomas) {
    // The same diploma with the other signature alone, which lies in a saved bundle for other verifiers.
    let ours = diplomas.filter(({ name }) => !name.endsWith('credential.rdfc.json'));
    if (ours.length === 0) ours = diplomas;
    return new Set(ours.map(normal)).size === 1 ? ours.slice(0, 1) : ours;
  }

  function normal({ text }) {
    try {
      return canonical(parseJson(text));
    } catch {
      return text;
    }
  }

  /** The text of a list. Spreadsheets on Windows still write their own code page. */
  async function textOfFile(file) {
    const bytes = await bytesOf(file);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder('windows-1252').decode(bytes);
    }
  }

  Object.assign(parchemin, { openFile, distinct, textOfFile });
})();
