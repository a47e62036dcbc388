// While "Follow" is on, the page shows what is new every two seconds; nothing moves before.
const follow = document.getElementById("follow");
const EVERY_MS = 2000;
let waiting = 0;

function scrolled() {
  return [...document.querySelectorAll(".wide")].map((each) => each.scrollLeft);
}

async function look() {
  if (!follow.checked) return;
  try {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = document.querySelector("main");
    if (!there.contains(document.activeElement) || document.activeElement === there) {
      const was = scrolled();
      there.replaceChildren(...fresh.querySelector("main").childNodes);
      document.querySelectorAll(".wide").forEach((each, at) => (each.scrollLeft = was[at] ?? 0));
    }
  } finally {
    waiting = window.setTimeout(look, EVERY_MS);
  }
}

follow.checked = sessionStorage.getItem("follow") === "on";
follow.addEventListener("change", () => {
  sessionStorage.setItem("follow", follow.checked ? "on" : "off");
  window.clearTimeout(waiting);
  look();
});
look();
