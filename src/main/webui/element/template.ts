const SVG = 'http://www.w3.org/2000/svg';
const VOID = /^(?:br|hr|img|input)$/;
const QUOTED = `"[^"]*"|'[^']*'`;
const TOKEN = RegExp(`<!--([^]*?)-->|<(\\?[^>]*)>|</[^>]*>|<([a-zA-Z][\\w-]*)((?:[^>"']|${QUOTED})*)>|([^<]+)`, 'g');
const FIELD = RegExp(`([^\\s=>"'/]+)(?:\\s*=\\s*(${QUOTED}|[^\\s"'>]+))?`, 'g');
/** Lit's marks of attributes that are not in the page. The DOM takes no such names from a script. */
const KINDS: Record<string, string> = { '.': 'p-', '?': 'b-', '@': 'e-' };

/**
 * Makes a template of its markup, node by node. The browser's own parser needs a Trusted Types policy, and a page that lists
 * its policies would have to list one that it does not know.
 *
 * It reads what the templates of the element hold: elements with an end, `VOID` ones, attributes, comments, text. It knows no
 * character references.
 */
export function template(markup: string): HTMLTemplateElement {
  const made = document.createElement('template');
  const owner = made.content.ownerDocument;
  let parent: ParentNode & Node = made.content;
  for (const [token, comment, instruction, name, fields = '', text] of markup.matchAll(TOKEN)) {
    const remark = comment ?? instruction;
    if (text) {
      parent.append(text);
    } else if (remark !== undefined) {
      parent.append(owner.createComment(remark));
    } else if (name) {
      const isSvg = name === 'svg' || (parent as Element).namespaceURI === SVG;
      const element = isSvg ? owner.createElementNS(SVG, name) : owner.createElement(name);
      for (const [, field, value = ''] of fields.matchAll(FIELD)) {
        element.setAttribute(field!.replace(/^[.?@]/, (kind) => KINDS[kind]!), value.replace(/^(["'])([^]*)\1$/, '$2'));
      }
      parent.append(element);
      if (!(isSvg ? token.endsWith('/>') : VOID.test(name))) {
        parent = element;
      }
    } else {
      parent = parent.parentNode!;
    }
  }
  return made;
}
