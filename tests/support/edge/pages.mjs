// Pages as shops have them, and worse: lists in lists, end tags that are missing, stray or misplaced, and what only looks
// like a card.

/** What stands between and in cards of broken pages. */
const JUNK = [
  "text", "<!-- <li data-item=9>x</li> -->", '<script>var a="<li data-item=1></li></ul>"</script>', "<textarea><li data-item=2></textarea>",
  "<template><ul class=shelf><li data-item=77>a<li data-item=78>b</ul><li data-item=3></template>", "<noscript><li data-item=4></li></noscript>",
  "</p>", "</div>", "</span>", "</b>", "<p>para", "<br>", '<img src=a alt="<li data-item=5>">', '<svg><path d="M0"/><title>a</title></svg>',
  "<a href=x>link</a>", "<span>sp", "<div>d</div>", "<table><tr><td>1<td>2</table>", "<select><option>1<option>2</select>", "ä€😀", "&amp;", "<", "<3",
  "<![CDATA[x]]>", "<?php ?>", "</>", "<em>un", "<a href=q>", "<h3>T</h3>", "<h3>T<h4>u</h4>", "<dl><dt>a<dd>b</dl>", "<ul><li>in<li>ner</ul>",
  "<ul class=shelf><li data-item=n1>in<li data-item=n2>ner</ul>", "<button>b", "<form><input hidden></form>",
];
const SOUND = ["", " ", "\n", "t", "<b>x</b>", "<p>p</p>", "<img src=a>", "<!-- c -->", '<span class="x y">é</span>', "<div><h3>T</h3></div>"];

/** A page from a source of random numbers; `broken` is how often something is wrong. */
export function randomPage({ below, pick, chance }, broken) {
  let count = 0;
  const some = () => Array.from({ length: below(3) }, () => pick(chance(broken) ? JUNK : SOUND)).join("");
  const item = (id) => {
    const { character, rest } = { character: id.codePointAt(0), rest: [...id].slice(1).join("") };
    const written = pick([`data-item="${id}"`, `data-item=${id}`, `data-item='${id}'`, `DATA-ITEM = "${id}"`, `class="c d" data-item="${id}"`, `data-item="&#${character};${rest}"`, `data-item="${id}" data-item="dup"`, `title="a>b" data-item="${id}"`]);
    return `${written}${chance(0.08) ? " data-pinned" : ""}${chance(0.04) ? " hidden" : ""}`;
  };
  const list = (depth) => {
    const tag = pick(["ul", "ul", "ol", "div", "section", "x-list"]);
    const card = tag === "ul" || tag === "ol" ? "li" : pick(["div", "article", "p", "a"]);
    let cards = "";
    for (let left = below(7) + 1; left > 0; left -= 1) {
      const id = `${pick(["p", "ü", "x"])}${count++}`;
      const end = chance(1 - broken) ? `</${card}${pick(["", "", " ", "\n", "/"])}>` : "";
      const nested = depth < 1 && chance(0.05) ? list(depth + 1) : "";
      cards += chance(0.9) ? `<${card} ${item(id)}>${some()}${nested}${some()}${end}` : `<${card}><a ${item(id)}>${some()}</a>${end}`;
      cards += pick(["", "\n", "  ", chance(broken) ? some() : ""]);
      if (chance(0.03)) cards += `<${card}>see all</${card}>`;
    }
    if (chance(0.3)) return `<${tag} class="shelf big">${cards}</${tag}>`;
    const body = `<${tag}${pick([" class=row", ""])}>${pick(["", "\n", some()])}${cards}${chance(1 - broken / 2) ? `</${tag}>` : ""}`;
    return `<vitrine-carousel name=a${below(9)}>${some()}${body}${some()}${chance(1 - broken / 3) ? "</vitrine-carousel>" : ""}`;
  };
  const head = pick(["<!doctype html>", "", "<!doctype html><html><head><title>a<b></title><meta charset=utf-8></head><body>"]);
  const body = Array.from({ length: below(4) + 1 }, () => `${some()}${list(0)}${some()}${pick(["<p>", "", "<div>", "</div>"])}`).join("");
  return `${head}${body}${pick(["</body></html>", "", "\n"])}`;
}

/** A page of a shop: three carousels of 24, and around them what else a page holds, up to a size in bytes. */
export function shopPage({ bytes = 110 * 1024, shelves = 3, cards = 24, ids = (shelf, place) => `${shelf}-${place}` } = {}) {
  const card = (shelf, place) => {
    const id = ids(shelf, place);
    return `
    <li class="card product" data-item="${id}"><a href="/p/${id}?from=shelf-${shelf}" class="card-link"><picture><source type="image/webp" srcset="/img/${place}-320.webp 320w, /img/${place}-640.webp 640w"><img src="/img/${place}.jpg" alt="Kleid für dich, ${place}" width="320" height="427" loading="lazy"></picture><div class="card-body"><h3 class="card-title">Produkt ${place}</h3><p class="card-brand">Brand &amp; Co</p><span class="price"><ins>39,95&nbsp;€</ins> <del>49,95&nbsp;€</del></span><div class="rating" aria-label="4 of 5"><svg viewBox="0 0 10 10"><path d="M0 0L10 10Z"/></svg></div></div></a><button type="button" class="wish" aria-label="Wish">♥</button></li>`;
  };
  const shelf = (n) => `<section><h2>Shelf ${n}</h2><vitrine-carousel name="shelf-${n}"><ul class="row">${Array.from({ length: cards }, (_, place) => card(n, place)).join("")}\n</ul></vitrine-carousel></section>`;
  const head = `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Shop</title><style>${".a{color:red}".repeat(500)}</style><script>${"var x=1<2;".repeat(600)}</script></head><body>`;
  const main = Array.from({ length: shelves }, (_, n) => shelf(n)).join("");
  const foot = '<div class="foot"><a href="/help">Hilfe</a><p>Versand &amp; Rückgabe, wie man sie kennt.</p></div>';
  const left = Math.max(0, bytes - Buffer.byteLength(head + main));
  return `${head}${main}${foot.repeat(Math.ceil(left / Buffer.byteLength(foot)))}</body></html>`;
}
