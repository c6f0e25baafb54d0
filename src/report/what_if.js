// The panel "what if": the law of z of one neuron with normal weights, its saturated share and E f′(z), as the sliders have it.
// The same numbers as the library gives; a test in a browser compares them.

/** erfc(x) for x ≥ 0: a series of positive terms below 2, Laplace's continued fraction beyond. */
const erfc = (x) => {
  const gauss = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x >= 2) {
    let fraction = x;
    for (let k = 80; k >= 1; k--) fraction = x + k / 2 / fraction;
    return gauss / fraction;
  }
  let term = 2 * x, sum = term;
  for (let k = 1; k < 60; k++) sum += term *= (2 * x * x) / (2 * k + 1);
  return 1 - gauss * sum;
};

/** z beyond which σ′ is below τ: of σ′ = s(1 − s), ln((1 − s)/s). */
const edge = (tau) => 2 * Math.log((1 + Math.sqrt(1 - 4 * tau)) / (2 * Math.sqrt(tau)));

/** E σ′(z), z ~ N(0, std²), by the trapezoidal rule, which converges exponentially for what is smooth and vanishes at both ends. */
const meanSlope = (std) => {
  const step = Math.min(0.5, std / 4), last = Math.ceil(Math.min(12 * std, 45) / step);
  let sum = 0;
  for (let k = -last; k <= last; k++) {
    const z = k * step, s = 1 / (1 + Math.exp(-Math.abs(z)));
    sum += s * (1 - s) * Math.exp((-z * z) / (2 * std * std));
  }
  return (sum * step) / (std * Math.sqrt(2 * Math.PI));
};

/** Of each activation: the edge of its saturated set, or the sign of z in it, and E f′. tanh z = 2σ(2z) − 1. */
const ACTIVATIONS = {
  sigmoid: { edge, slope: meanSlope },
  tanh: { edge: (tau) => edge(tau / 4) / 2, slope: (std) => 4 * meanSlope(2 * std) },
  relu: { edge: () => 0, slope: () => 0.5 },
};

/** Saturated are all |z| beyond the edge; of relu, z below it. */
const whatIf = ({ activation, active, stdW, stdB, tau }) => {
  const std = Math.hypot(Math.sqrt(active) * stdW, stdB), at = ACTIVATIONS[activation].edge(tau);
  const share = activation === "relu" ? 0.5 : erfc(at / std / Math.SQRT2);
  return { std, edge: at, share, slope: ACTIVATIONS[activation].slope(std) };
};

// In a block: its names are the panel's own.
{
  const panel = document.getElementById("what-if");
  const element = (id) => document.getElementById(id);
  const value = (id) => Number(element(id).value);
  const short = (x) => (x !== 0 && (x < 1e-3 || x >= 1e5) ? x.toExponential(2).replace("-", "−") : String(Number(x.toPrecision(4))));
  const percent = (x) => (x === 0 ? "< 1e−300" : x < 1e-4 ? short(x) : short(100 * x) + " %");

  const settings = () => {
    const n = Math.round(10 ** value("fan-in"));
    const stdW = 10 ** value("std-w") / (element("divided").checked ? Math.sqrt(n) : 1);
    const active = Math.max(1, Math.round((value("active") / 100) * n));
    return { n, active, stdW, activation: element("activation").value, stdB: value("std-b"), tau: 10 ** value("tau") };
  };

  /** Curve and ground of the density between two z. */
  const area = (from, to, std, place) => {
    const points = Array.from({ length: 121 }, (_, k) => from + ((to - from) * k) / 120);
    return "M" + [[from, 0], ...points.map((z) => [z, Math.exp((-z * z) / (2 * std * std))]), [to, 0]].map(place).join("L") + "Z";
  };

  const draw = ({ activation }, { std, edge, share }) => {
    const reach = [...Array(10).keys()].flatMap((k) => [1, 2, 5].map((digit) => digit * 10 ** (k - 5))).find((x) => x >= 3.2 * std);
    const place = ([z, height]) => [(300 + (280 * z) / reach).toFixed(1), (215 - 185 * height).toFixed(1)];
    const cut = Math.min(edge, reach);
    const saturated = activation === "relu" ? [[-reach, 0]] : [[-reach, -cut], [cut, reach]];
    const alive = activation === "relu" ? [0, reach] : [-cut, cut];
    const ticks = [-1, -0.5, 0, 0.5, 1].map((share) => share * reach);
    const label = (z) => (z < 0 ? "−" : "") + short(Math.abs(z));
    const edges = activation === "relu" ? [0] : [-edge, edge].filter((z) => Math.abs(z) < reach);
    const top = (z) => place([z, Math.exp((-z * z) / (2 * std * std))]);
    const svg = element("density");
    svg.innerHTML =
      saturated.filter(([from, to]) => to > from).map(([from, to]) => `<path class="is-saturated" d="${area(from, to, std, place)}"/>`).join("") +
      `<path class="is-alive" d="${area(...alive, std, place)}"/><path class="axis" d="M20 215H580"/>` +
      edges.map((z) => `<path class="axis" d="M${top(z)}V215"/>`).join("") +
      ticks.map((z) => `<path class="axis" d="M${place([z, 0])[0]} 215v5"/><text x="${place([z, 0])[0]}" y="236">${label(z)}</text>`).join("") +
      `<text x="300" y="18">${short(1 / (std * Math.sqrt(2 * Math.PI)))}</text><text x="588" y="220" class="name">z</text>`;
    const words = document.getElementById("zh").checked ? ["z 的密度，标准差", "饱和"] : ["Density of z, std", "saturated"];
    svg.setAttribute("aria-label", `${words[0]} ${short(std)}: ${percent(share)} ${words[1]}`);
  };

  const update = () => {
    const now = settings(), found = whatIf(now);
    const values = { "fan-in": now.n, active: now.active, "std-w": short(10 ** value("std-w")), "std-b": short(now.stdB), tau: short(now.tau) };
    for (const [id, text] of Object.entries(values)) {
      element(id + "-is").textContent = text;
      element(id).setAttribute("aria-valuetext", text);
    }
    element("is-std").textContent = short(found.std);
    element("is-share").textContent = percent(found.share);
    element("is-slope").textContent = short(found.slope);
    draw(now, found);
  };
  panel.hidden = false;
  panel.addEventListener("input", update);
  document.querySelector(".language").addEventListener("change", update);
  update();
}
