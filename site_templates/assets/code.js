/* Reads a diploma's code as people type it and opens its page. The rules are those of generator/trust/code.py; a test
   holds the two together. Without this script the form stays hidden, and the page says where a diploma's page is. */
(function (root) {
  "use strict";
  var ALPHABET = "23456789CDFHJKMNPQRTVWX", LENGTH = 20, IMPOSSIBLE = "0O1ILAE";
  var LOOK_ALIKES = { B: "8", S: "5", Z: "2", G: "6", U: "V", Y: "V" };
  var SEPARATORS = /[\s\-_.\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d\u200b]+/g;
  var WORDS = {
    fr: {
      empty: "Entrez le code imprimé sur le diplôme.",
      length: "Un code compte vingt signes ; celui-ci en a {n}.",
      impossible: "Le signe {s} (à la place {n}) n’apparaît jamais dans un code : ni 0, ni O, ni 1, ni I, ni L, ni A, ni E. Regardez-le de nouveau.",
      symbol: "Le signe « {s} » (à la place {n}) n’apparaît jamais dans un code.",
      check: "Un signe est faux, ou deux sont intervertis. Comparez le code avec le papier, groupe par groupe."
    },
    en: {
      empty: "Enter the code printed on the diploma.",
      length: "A code has twenty symbols, and this one {n}.",
      impossible: "The symbol {s} (at place {n}) never occurs in a code: no 0, O, 1, I, L, A or E. Look at it again.",
      symbol: "The symbol “{s}” (at place {n}) never occurs in a code.",
      check: "One symbol is wrong, or two were swapped. Compare the code with the paper, group by group."
    }
  };

  /* Returns {code} or {reason, symbol, place}. */
  function read(text) {
    if (text.length > 200) { return { reason: "length", place: text.length }; }
    var symbols = Array.from(text.normalize("NFKC").replace(SEPARATORS, "").toUpperCase());
    var sum = 0;
    for (var place = 0; place < symbols.length; place += 1) {
      var symbol = LOOK_ALIKES[symbols[place]] || symbols[place];
      if (IMPOSSIBLE.includes(symbol)) { return { reason: "impossible", symbol: symbol, place: place + 1 }; }
      if (!ALPHABET.includes(symbol)) { return { reason: "symbol", symbol: symbol, place: place + 1 }; }
      symbols[place] = symbol;
      sum += (place + 1) * ALPHABET.indexOf(symbol);
    }
    if (!symbols.length) { return { reason: "empty" }; }
    if (symbols.length !== LENGTH) { return { reason: "length", place: symbols.length }; }
    if (sum % ALPHABET.length) { return { reason: "check" }; }
    return { code: symbols.join("").match(/.{4}/g).join("-") };
  }

  /* What people paste is often the whole address. */
  function codeIn(text) {
    var found = /\/d\/([^/?#]+?)(?:\.html|\.json)?(?:[?#].*)?$/.exec(text.trim());
    return read(found ? found[1] : text);
  }

  function enable(form) {
    var field = form.querySelector("input"), error = form.querySelector("[data-code-error]");
    var words = WORDS[root.document.documentElement.lang] || WORDS.fr;
    form.hidden = false;
    field.addEventListener("input", function () { error.hidden = true; field.removeAttribute("aria-invalid"); });
    form.addEventListener("submit", function (event) {
      var result = codeIn(field.value);
      event.preventDefault();
      if (result.code) {
        root.location.href = form.dataset.diplomas + result.code + ".html";
        return;
      }
      error.textContent = words[result.reason].replace("{s}", result.symbol).replace("{n}", result.place);
      error.hidden = false;
      field.setAttribute("aria-invalid", "true");
      field.focus();
    });
  }

  root.parchemin = root.parchemin || {};
  root.parchemin.readCode = read;
  if (root.document) { root.document.querySelectorAll("[data-code-form]").forEach(enable); }
})(globalThis);
