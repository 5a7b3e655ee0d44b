// On phones a row of tabs can be wider than the screen: the lit one is brought into view.

document.querySelector(".tab[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
