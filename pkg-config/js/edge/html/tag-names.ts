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
];

/** A name, in lower case, and what it says. */
export interface Tag {
  readonly name: string;
  readonly is: number;
}

const TAGS = new Map<string, Tag>();
for (const [is, names] of NAMES) for (const name of names.split(" ")) TAGS.set(name, { name, is: (TAGS.get(name)?.is ?? 0) | is });

/** The tag of a name as it is written. */
export function tagOf(written: string): Tag {
  const known = TAGS.get(written);
  if (known !== undefined) return known;
  const name = written.toLowerCase();
  return TAGS.get(name) ?? { name, is: 0 };
}

/** Whether it has no content. */
export function isVoid(tag: Tag): boolean {
  return (tag.is & Is.Void) !== 0;
}

