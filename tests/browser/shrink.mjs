/* The script of a diploma's page, from its sources on the standard input: blanks and comments gone, local names short. What
   makes it is terser; `tests/vectors/make_page_script.py` runs this. */
import { readFileSync } from 'node:fs';
import { minify } from 'terser';

const { code } = await minify(readFileSync(0, 'utf8'), { compress: { passes: 2, ecma: 2020 }, mangle: true, ecma: 2020 });
process.stdout.write(`${code}\n`);
