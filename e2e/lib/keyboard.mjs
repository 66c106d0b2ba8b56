// The keyboard alone: axe cannot judge the order of focus, its visibility, or a trap.
import assert from 'node:assert/strict';

// stop describes what has the focus, and what is wrong with how that shows.
export function stop(who) {
  return who.evaluate(() => {
    const n = document.activeElement;
    if (!n || n === document.body) return null;
    const box = n.getBoundingClientRect();
    const style = getComputedStyle(n);
    const wrong = [];
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong.push(`no outline: ${style.outline}`);
    if (/rgba\(.*, 0\)/.test(style.outlineColor)) wrong.push('the outline has no colour');
    const middle = (lo, hi, most) => Math.min(Math.max((lo + hi) / 2, 0), most - 1);
    const top = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(Math.max(box.top, 0), Math.min(box.bottom, innerHeight), innerHeight));
    if (box.bottom < 0 || box.top > innerHeight) wrong.push('out of sight');
    else if (!top || !(n.contains(top) || top.contains(n) || [...(n.labels ?? [])].some((l) => l.contains(top)))) wrong.push(`behind ${top?.tagName}.${top?.className}`);
    if (!window.order) window.order = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
    return { at: window.order.indexOf(n), name: `${n.tagName.toLowerCase()} ${n.name || n.id || n.textContent.trim().slice(0, 40)}`, wrong };
  });
}

// tour presses Tab from the top to the end of the page. There is an end: what holds the focus is a trap.
export async function tour(who, key = 'Tab', most = 400) {
  const stops = [];
  for (let i = 0; i < most; i++) {
    await who.keyboard.press(key);
    const s = await stop(who);
    if (!s) return stops;
    if (stops.length && stops[0].at === s.at) return stops; // round again, past the end
    stops.push(s);
  }
  assert.fail(`after ${most} times ${key} the end is not reached; last: ${stops.slice(-3).map((s) => s.name).join(', ')}`);
}

// expected are the places that a keyboard must reach, in the order of the page: one of each group of radio buttons.
function expected(who) {
  return who.evaluate(() => {
    const radios = new Map();
    return window.order.map((n, at) => ({ n, at })).filter(({ n }) => {
      if (n.tabIndex < 0 || n.disabled || n.type === 'hidden' || !n.checkVisibility({ visibilityProperty: true })) return false;
      if (n.closest('details:not([open])') && n.tagName !== 'SUMMARY') return false;
      if (n.type !== 'radio') return true;
      const group = [...document.querySelectorAll(`input[type=radio][name="${n.name}"]`)];
      return radios.has(n.name) ? false : n === (group.find((r) => r.checked) ?? group[0]) && radios.set(n.name, true);
    }).map(({ at }) => at);
  });
}

// walk goes through the page, and checks that every stop is seen and none is left out; it returns what they are called.
export async function walk(who, where) {
  const stops = await tour(who);
  assert.deepEqual(stops.flatMap((s) => s.wrong.map((w) => `${s.name}: ${w}`)), [], `${where}: the focus is seen`);
  assert.deepEqual(stops.map((s) => s.at), await expected(who), `${where}: in the order of the page, and nothing left out`);
  return stops.map((s) => s.name);
}
