/* The self-check of a diploma page: the page reads its own signed record and says whether it tells the truth.

   What the page must hold (the contract with site_templates/registry/diploma.html)
   --------------------------------------------------------------------------------
   Scripts, classic and deferred, in this order:
     strict-json.js, credential.js, verify-core.js, verify-words.js, diploma.js
   <main id="main" data-state="…" data-did="did:web:…" data-did-url="/.well-known/did.json" data-code="CODE">
   <script type="application/json" id="credential">   the published CODE.json with < > & written as \u003c \u003e \u0026
   [data-verification]   one per rendition, its language taken from the nearest [lang]; NOT inside what is hidden (next line).
                         Results are appended to it. It should be aria-live="polite". None on the page: one is made.
       [data-static]     inside it: what is true before or without this script ("not yet checked by your browser").
                         Hidden while a result is shown.
   #diploma, [data-diploma]   the content; hidden when the verdict is `altered` or `unknown-issuer` (any number of them).
   [data-page-state]     the state as the build knew it ("valid", "revoked since …"), anywhere; hidden when the check made now
                         says something else than <main data-state>.
   .rendition[lang]      one per language. Each must show the four values without which it is no diploma, as [data-f]:
                         /credentialSubject/name, /credentialSubject/achievement/name, /awardedDate, /issuer/name.

   [data-f="<JSON pointer>"]   an element whose whole textContent is one signed value: no blank before or after, no other
                         words (units, labels and punctuation stay outside). Child elements such as <bdi> are allowed.
                         A pointer to nothing, or a text that differs, makes the page `altered`.
   [data-format]         beside data-f: how the value is written, in the language of the nearest [lang]:
       (absent)          a string, exactly; a number as "60", "1.5"; true/false as such
       date              "10 juillet 2026", "1er juillet 2026" · "10 July 2026" (the UTC day). The element is <time> and its
                         datetime attribute is the signed value or its first ten characters
       datetime          "10 juillet 2026 à 14:05 UTC" · "10 July 2026 at 14:05 UTC"
       number            "1,5" · "1.5"; no grouping; of a number or of a string that holds one
       language          "fr" → "français" · "French"; "en" → "anglais" · "English"; any other tag as it is
       achievement-type  "Diploma" → "Diplôme" · "Diploma"; list in verify-words.js; any other value as it is
       code              of an address …/d/CODE.json: CODE
       host              of a did:web or of an https address: the host
       fingerprint       of a verificationMethod (DID#z6Mk…): the key's fingerprint, "0123 4567 …", eight groups
       key               of a verificationMethod: the part after #
   [data-f-href="<JSON pointer>"]   on <a>: its href attribute is exactly that signed value.

   What this script gives back
   ---------------------------
   document.documentElement.dataset.verdict   "checking" while it runs, then one of the nine verdicts
   document.documentElement.dataset.official  "yes" when served by the host that the record names, else "no"
   In each [data-verification], with textContent only:
     <div class="verification-result" data-verdict="…">
       <p class="verdict"><span class="verdict-icon" aria-hidden="true">✓</span> <strong>sentence</strong></p>
       <p class="verdict-meaning">…</p>
       <p class="verdict-note">…</p>            zero or more: other host, opened from a file, page state contradicted …
       <ol class="checks">
         <li class="check" data-check="proof" data-outcome="passed">
           <span class="check-icon" aria-hidden="true">✓</span> <span class="check-outcome">réussi</span>
           <span class="check-name">Signature</span> <span class="check-detail">…</span></li> …
       </ol>
       <p class="verdict-time">Vérifié par ce navigateur le … UTC.</p>   so that a printed sheet says when
     </div>
   The checks are the seven of verify-core.js (parse structure issuer key proof dates status), then two of the page:
   `copy` (the embedded record is the published CODE.json) and `page` (every [data-f] says what the record says). */
'use strict';
