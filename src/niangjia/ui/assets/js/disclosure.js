// Things that open and close: the sheet of the navigation on phones, dialogs, notices.

const setOpen = (button, isOpen) => {
  button.setAttribute("aria-expanded", String(isOpen));
  document.getElementById(button.dataset.toggles)?.classList.toggle("is-open", isOpen);
};

const openToggles = () => document.querySelectorAll('[data-toggles][aria-expanded="true"]');

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;

  const toggle = target.closest("[data-toggles]");
  if (toggle) setOpen(toggle, toggle.getAttribute("aria-expanded") !== "true");
  for (const button of openToggles()) {
    const sheet = document.getElementById(button.dataset.toggles);
    if (button !== toggle && !sheet?.contains(target)) setOpen(button, false);
  }

  const opener = target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();

  const closer = target.closest("[data-closes]");
  const closed = closer?.closest(closer.dataset.closes);
  if (closed instanceof HTMLDialogElement) closed.close();
  else closed?.remove();

  if (target instanceof HTMLDialogElement && isOutside(target, event)) target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const button of openToggles()) {
    setOpen(button, false);
    button.focus();
  }
});

const isOutside = (dialog, { clientX, clientY }) => {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
};
