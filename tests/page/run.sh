#!/usr/bin/env bash
# report.html in a real browser, Debian's chromium without a window: nothing is asked of the network, the console stays empty, the filter
# filters, "what if" says what the library says, figures are drawn, the language can be changed, and nothing scrolls sideways on 360
# pixels. Installed where it is missing, which takes root.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v chromium > /dev/null || {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
page=${1:-output/report.html}

size=$(wc -c < "$page")
[ "$size" -le 1500000 ] || { echo "$page: $size bytes, more than 1.5 MB"; exit 1; }
if grep -Eo '(src|href|action)="https?:[^"]*"|@import|url\(http[^)]*\)' "$page"; then echo "$page asks for something"; exit 1; fi

cargo run --locked --quiet --example what_if > "$scratch/reference"

# The page with a script after its own, which uses it and writes down what it sees.
{
    cat "$page"
    echo '<script>const reference ='
    cat "$scratch/reference"
    cat << 'HTML'
</script>
<script>
const seen = [];
const field = (id) => document.getElementById(id);
const shown = () => [...document.querySelectorAll(".claims tbody tr")].filter((row) => row.offsetParent !== null);
const choose = (id, value) => {
  field(id).value = value;
  field(id).dispatchEvent(new Event("input", { bubbles: true }));
  return shown().length + " " + field("shown").textContent;
};
const all = document.querySelectorAll(".claims tbody tr").length;
const refuted = document.querySelectorAll('tr[data-verdict="refuted"]').length;
const expect = (what, found, wanted) => seen.push((found === wanted ? "ok " : "WRONG ") + what + ": " + found + (found === wanted ? "" : ", not " + wanted));
expect("the filter is shown", String(!field("filter").hidden), "true");
expect("by verdict", choose("verdict", "refuted"), refuted + " " + refuted + " of " + all);
choose("verdict", "");
expect("by experiment", choose("experiment", "large"), "6 6 of " + all);
choose("experiment", "");
expect("by words", choose("words", "no such words"), "0 0 of " + all);
expect("and back", choose("words", ""), all + " " + all + " of " + all);
// The panel against the library: the worst of all settings, relative to the number.
let worst = 0;
for (const setting of reference) {
  const found = whatIf(setting);
  for (const name of ["std", "share", "slope"]) {
    const apart = Math.abs(found[name] - setting[name]);
    worst = Math.max(worst, apart === 0 ? 0 : apart / Math.max(Math.abs(setting[name]), 1e-300));
  }
}
expect("what if: at least 200 settings, within 1e-6 of the library", String(reference.length >= 200 && worst < 1e-6), "true");
seen.push("ok the worst of " + reference.length + " settings is " + worst.toExponential(1) + " apart");
const numbers = () => ["is-std", "is-share", "is-slope"].map((id) => field(id).textContent);
const curve = () => field("density").innerHTML;
const moves = (id, value, which) => {
  const [before, drawn, control] = [numbers(), curve(), field(id)];
  const property = control.type === "checkbox" ? "checked" : "value";
  const old = control[property];
  control[property] = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  expect(id + " moves its numbers", numbers().map((text, k) => (text === before[k] ? 0 : 1)).join(""), which);
  expect(id + " moves the picture", String(curve() !== drawn), "true");
  control[property] = old;
  control.dispatchEvent(new Event("input", { bubbles: true }));
};
// std z, saturated share, E f′.
expect("as the article has it", numbers().join(", "), "22.38, 83.77 %, 0.01777");
moves("fan-in", 2, "111");
moves("active", 10, "111");
moves("std-w", -1, "111");
moves("divided", true, "111");
moves("std-b", 3, "111");
moves("tau", -3, "010");
moves("activation", "tanh", "011");
moves("activation", "relu", "011");
// Words in one language at a time.
const words = () => [...document.querySelectorAll("h2 [lang]")].filter((one) => one.offsetParent !== null).map((one) => one.lang);
field("zh").click();
expect("in Chinese", [...new Set(words())].join(), "zh");
field("en").click();
expect("in English", [...new Set(words())].join(), "en");
expect("a slider says its value", field("fan-in").getAttribute("aria-valuetext"), "1000");
const details = document.querySelector(".claims details");
details.querySelector("summary").click();
expect("a claim unfolds", String(details.open && details.querySelector("dd").offsetHeight > 0), "true");
const pictures = [...document.querySelectorAll("figure svg")];
expect("figures", String(pictures.length > 0 && pictures.every((svg) => svg.getBoundingClientRect().height > 50 && svg.getAttribute("aria-label"))), "true");
const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
expect("names that come twice", String(ids.length - new Set(ids).size), "0");
const targets = [...document.querySelectorAll("use")].map((use) => use.getAttribute("href"));
expect("glyphs that are missing", String(targets.filter((target) => !document.querySelector(target)).length), "0");
expect("scrolls sideways", String(document.documentElement.scrollWidth > document.documentElement.clientWidth), "false");
// Contrast of text on its ground, by the formula of WCAG 2: 4.5 or more.
const light = (color) => {
  const [r, g, b] = color.match(/[\d.]+/g).map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
// The ground of the nearest element that has one.
const ground = (element) => {
  const color = getComputedStyle(element).backgroundColor;
  return element.parentElement && /, 0\)$/.test(color) ? ground(element.parentElement) : light(color);
};
const faint = [...document.querySelectorAll("h1, h2, p, a, th, td, dt, dd, .holds, .refuted, .undecided, label, output, code, .value")].filter((element) => {
  const ink = light(getComputedStyle(element).color);
  const under = ground(element);
  return (Math.max(ink, under) + 0.05) / (Math.min(ink, under) + 0.05) < 4.5;
});
expect("faint texts", String(faint.length), "0");
seen.push("ok " + (ground(document.body) < 0.1 ? "a dark page" : "a light page"));
const result = document.createElement("pre");
result.id = "seen";
result.textContent = seen.join("\n") + "\nend";
document.body.append(result);
</script>
HTML
} > "$scratch/page.html"

for dark in "" "--force-dark-mode"; do
    theme=${dark:+dark}
    theme=${theme:-light}
    for width in 1280 360; do
        # Where there is no word, there is no option.
        # shellcheck disable=SC2086
        chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --user-data-dir="$scratch/profile" \
            --host-resolver-rules='MAP * ~NOTFOUND' --enable-logging=stderr --window-size="$width,900" $dark \
            --virtual-time-budget=5000 --dump-dom "file://$scratch/page.html" > "$scratch/dom" 2> "$scratch/log" || { cat "$scratch/log"; exit 1; }
        sed -n '/<pre id="seen">/,/^end/p' "$scratch/dom" | sed 's/.*<pre id="seen">//' > "$scratch/seen"
        if ! grep -q '^end' "$scratch/seen" || grep -q WRONG "$scratch/seen" || ! grep -q "ok a $theme page" "$scratch/seen" || grep 'CONSOLE' "$scratch/log"; then
            echo "$width pixels ${dark:+dark}:"
            cat "$scratch/seen"
            exit 1
        fi
    done
done
grep -c '^ok' "$scratch/seen" | sed 's/$/ things are right on the page, in both themes and at both widths./'
