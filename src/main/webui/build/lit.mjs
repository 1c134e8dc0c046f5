// Lit without a Trusted Types policy: pages that list their policies need not list one of ours.
// It makes its templates with element/template.ts instead of the browser's parser. See docs/adr/0040-no-trusted-types-policy.md
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What Lit's file says → what the bundle says. Each must be there once: another version of Lit may need another look. */
const CHANGES = [
  // Without trustedTypes it makes no policy, and takes strings.
  ['s=t.trustedTypes,e=s?s.createPolicy("lit-html",{createHTML:t=>t}):void 0,', 's=void 0,e=void 0,'],
  // Ends the name of an attribute with an expression, which a script sets here: "$" is for parsers only.
  ['h="$lit$",', 'h="-lit-",'],
  ['{const s=l.createElement("template");return s.innerHTML=t,s}', '{return template(t)}'],
];

export const withoutPolicy = (webui) => ({
  name: 'lit-without-policy',
  setup({ onLoad }) {
    onLoad({ filter: /\/lit-html\/lit-html\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const [said, says] of CHANGES) {
        if (contents.split(said).length !== 2) {
          throw new Error(`${path} has not once: ${said}`);
        }
        contents = contents.replace(said, () => says);
      }
      return { contents: `import { template } from ${JSON.stringify(join(webui, 'element/template.ts'))};\n${contents}` };
    });
  },
});

/** What a page with Trusted Types would report. */
export function requireNoPolicy(name, content) {
  for (const word of ['createPolicy', '.innerHTML']) {
    if (content.includes(word)) {
      throw new Error(`${name} has ${word}`);
    }
  }
}
