// What the HTML standard says of elements by their names (13.1.2, 13.2.4, 13.2.6).

/** What an element's name says about it, one bit each. */
export const Is = {
  /** It has no content. */
  Void: 1,
  Formatting: 1 << 1,
  Heading: 1 << 2,
  /** Its start tag ends a paragraph. */
  EndsP: 1 << 3,
  Special: 1 << 4,
  /** Its end tag ends whatever is open within. */
  Block: 1 << 5,
  TablePart: 1 << 6,
  InHead: 1 << 7,
  TableGroup: 1 << 8,
  TableContext: 1 << 9,
  MayBeInTable: 1 << 10,
  /** Where the search for an open element ends: in general, for items of lists, for paragraphs, in tables. */
  Scope: 1 << 11,
  ListScope: 1 << 12,
  ButtonScope: 1 << 13,
  TableScope: 1 << 14,
  /** In SVG and MathML: what is within is HTML again. */
  Integration: 1 << 15,
  /** In SVG and MathML: it ends all of that. */
  Breakout: 1 << 16,
  /** It needs a look of its own when it comes. */
  Own: 1 << 17,
  /** An item of a description list. */
  Description: 1 << 18,
  /** What is within is text up to its end tag; of `<noscript>` where there are scripts. */
  Raw: 1 << 19,
} as const;

const NAMES: readonly (readonly [number, string])[] = [
  [Is.Void, "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"],
  [Is.Formatting, "a b big code em font i nobr s small strike strong tt u"],
  [Is.Heading, "h1 h2 h3 h4 h5 h6"],
  [
    Is.EndsP,
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp",
  ],
  [
    Is.Special,
    "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script search section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp",
  ],
  [
    Is.Block,
    "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer header hgroup listing main menu nav ol pre search section select summary ul applet marquee object dd dt",
  ],
  [Is.TablePart, "caption col colgroup tbody td tfoot th thead tr"],
  [Is.InHead, "base basefont bgsound link meta noscript script style template title"],
  [Is.TableGroup, "tbody thead tfoot"],
  [Is.TableContext, "table tbody thead tfoot tr"],
  [Is.MayBeInTable, "script style template input form"],
  [Is.Scope | Is.ListScope | Is.ButtonScope, "applet caption html marquee object table td template th"],
  [Is.ListScope, "ol ul"],
  [Is.ButtonScope, "button"],
  [Is.TableScope, "html table template"],
  [Is.Integration, "foreignobject desc title annotation-xml mi mo mn ms mtext"],
  [
    Is.Breakout,
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
  ],
  [Is.Own, "html head body li dd dt h1 h2 h3 h4 h5 h6 button a nobr option optgroup form"],
  [Is.Description, "dd dt"],
  [Is.Raw, "iframe noembed noframes noscript plaintext script style textarea title xmp"],
];

/** A name, in lower case, and what it says. */
export interface Tag {
  readonly name: string;
  readonly is: number;
}

/** The tags that are known, by a sum over their names' bytes; those of one sum in a chain. */
interface Known {
  readonly tag: Tag;
  readonly next: Known | undefined;
}
const SLOTS = 1024;
const KNOWN: (Known | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
/** So many names that the standard does not know are remembered: more would be a page that makes them up. */
const MOST_OWN = 512;
let own = 0;

/** The sum with one byte more, in whatever case. */
export function slotOf(sum: number, byte: number): number {
  return (sum * 31 + (byte | 0x20)) & (SLOTS - 1);
}

function remember(tag: Tag): Tag {
  let slot = 0;
  for (let at = 0; at < tag.name.length; at += 1) slot = slotOf(slot, tag.name.charCodeAt(at));
  KNOWN[slot] = { tag, next: KNOWN[slot] };
  return tag;
}

const kinds = new Map<string, number>();
for (const [is, names] of NAMES) for (const name of names.split(" ")) kinds.set(name, (kinds.get(name) ?? 0) | is);
for (const [name, is] of kinds) remember({ name, is });

/** The tag whose name stands there. */
export function tagAt(bytes: Uint8Array, from: number, to: number): Tag {
  let slot = 0;
  for (let at = from; at < to; at += 1) slot = slotOf(slot, bytes[at] as number);
  return tagIn(slot, bytes, from, to);
}

/** The same, where the sum over the name is known. */
export function tagIn(slot: number, bytes: Uint8Array, from: number, to: number): Tag {
  for (let known = KNOWN[slot]; known !== undefined; known = known.next) {
    const { name } = known.tag;
    if (name.length !== to - from) continue;
    let at = 0;
    while (at < name.length && name.charCodeAt(at) === lower(bytes[from + at] as number)) at += 1;
    if (at === name.length) return known.tag;
  }
  let name = "";
  for (let at = from; at < to; at += 1) name += String.fromCharCode(lower(bytes[at] as number));
  const tag: Tag = { name, is: 0 };
  if (own === MOST_OWN || name.length > 64) return tag;
  own += 1;
  return remember(tag);
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** Whether it has no content. */
export function isVoid(tag: Tag): boolean {
  return (tag.is & Is.Void) !== 0;
}
