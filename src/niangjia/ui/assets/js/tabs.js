// On phones a row of tabs can be wider than the screen: the lit one is brought into view. The row is scrolled by hand,
// because scrollIntoView would also move the place from which the Tab key goes on, past the skip link.

const lit = document.querySelector(".tab[aria-current]");
const row = lit?.closest("ul");
if (row) {
  const place = lit.getBoundingClientRect();
  const frame = row.getBoundingClientRect();
  row.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
}
