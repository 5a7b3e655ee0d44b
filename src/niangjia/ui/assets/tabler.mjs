// Trims the kit's stylesheet: a rule stays when every class it names begins with one of KEPT, in a colour of ours.
// A kept prefix keeps all its variants, so that templates can use the kit's words without a new build.

const KEPT = [
  "active", "align-", "avatar", "badge", "bg-transparent", "border", "btn", "card", "col", "container", "d-", "disabled",
  "dropdown", "fade", "flex-", "form-", "fs-", "fw-", "g-", "gap-", "gx-", "gy-", "h-100", "h1", "h2", "h3", "h4", "icon",
  "input-group", "input-icon", "invalid-feedback", "is-", "justify-", "kbd", "lead", "list-", "m-", "mb-", "me-", "ms-",
  "mt-", "mx-", "my-", "order-", "overflow-", "p-", "pb-", "pe-", "position-", "ps-", "pt-", "px-", "py-", "row", "show",
  "small", "table", "text-", "visually-hidden", "w-100", "w-50", "was-validated",
];
const DROPPED = [
  /(blue|azure|indigo|purple|pink|red|orange|yellow|lime|green|teal|cyan|gray|facebook|twitter|linkedin|google|youtube)/,
  /(vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler|spotify|dark|light|muted|white|black)/,
  /^(btn-(outline|ghost|x|primary|secondary|success|info|warning|danger|pill|square|floating|animate|actions|loading))/,
  /^(badge-|card-(img|stamp|rotate|sponsor|status|progress|tab|link|group|footer|header|active|inactive|borderless|cover))/,
  /^(form-(floating|range|switch|selectgroup|colorinput|imagecheck|fieldset|footer|help|otp)|avatar-|dropdown|text-bg|icon-)/,
  /^(list-(timeline|separated|bordered)|table-(primary|secondary|success|info|warning|danger|transparent|mobile))/,
  /^(border-(primary|secondary|success|info|warning|danger|opacity)|text-(primary|secondary|success|info|warning|danger))/,
  /(-(sm|xl|xxl|print)(-|$)|gradient|-n\d$|^([mp][trblsexy]?|gap|row-gap|column-gap|order|columns)-(md|lg)-)/,
];

/** @param {string} css @returns {string} */
export function trimmedTabler(css) {
  return rules(onlyLight(css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/@charset[^;]*;/, "")));
}

/** Walks over rules one level deep; groups (@media, @supports) are walked in turn. */
function rules(css) {
  let kept = "";
  for (let at = 0; at < css.length; ) {
    const open = css.indexOf("{", at);
    if (open < 0) break;
    const close = closing(css, open);
    const head = css.slice(at, open).trim();
    const body = css.slice(open + 1, close);
    at = close + 1;
    if (/^@(media|supports|layer)/.test(head)) {
      const inner = head.includes("print") ? "" : rules(body);
      if (inner) kept += `${head}{${inner}}`;
    } else if (head.startsWith("@")) {
      kept += head.startsWith("@keyframes") ? "" : `${head}{${body}}`;
    } else {
      const selectors = split(head).filter(isKept);
      if (selectors.length) kept += `${selectors.join(",")}{${body}}`;
    }
  }
  return kept;
}

function isKept(selector) {
  if (/\[data-bs-theme|\[dir=|:root\s+\S|html\[/.test(selector)) return false;
  const classes = [...selector.matchAll(/\.(-?[_a-zA-Z][\w-]*)/g)].map((found) => found[1]);
  return classes.every((name) => KEPT.some((prefix) => name.startsWith(prefix)) && !DROPPED.some((bad) => bad.test(name)));
}

/** Older browsers lack light-dark(); the product is light, so its first argument stands for it. */
function onlyLight(css) {
  for (let at = css.indexOf("light-dark("); at >= 0; at = css.indexOf("light-dark(")) {
    const open = at + "light-dark".length;
    const close = closing(css, open, "(", ")");
    const [light] = split(css.slice(open + 1, close));
    css = css.slice(0, at) + light.trim() + css.slice(close + 1);
  }
  return css;
}

/** Parts between commas that stand outside of brackets. */
function split(text) {
  const parts = [""];
  let depth = 0;
  for (const sign of text) {
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    if (sign === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

function closing(text, open, up = "{", down = "}") {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === up) depth++;
    else if (text[at] === down && --depth === 0) return at;
  }
  return text.length;
}
