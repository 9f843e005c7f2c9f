// SPDX-License-Identifier: Apache-2.0
// Search and sorting. The page is whole without it.
'use strict';

const tables = [...document.querySelectorAll('table.t')];
const tools = document.querySelector('.tools');
const input = tools.querySelector('input');
const shown = tools.querySelector('output');
const order = new Intl.Collator('en', { numeric: true });

// The rows of a table and their text, made when first needed.
const known = new Map();
function rowsOf(table) {
  if (!known.has(table)) {
    known.set(table, [...table.tBodies[0].rows].map((row) => ({
      row, text: row.textContent.toLowerCase(),
    })));
  }
  return known.get(table);
}

function show(table, items) {
  table.tBodies[0].replaceChildren(...items.map(({ row }) => row));
}

// Words that all must be there; those that begin with "-" must not.
function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = words.filter((word) => word[0] !== '-');
  const unwanted = words.filter((word) => word[0] === '-' && word[1])
    .map((word) => word.slice(1));
  let all = 0;
  let left = 0;
  for (const table of tables) {
    const rows = rowsOf(table);
    const found = rows.filter(({ text }) => (
      wanted.every((word) => text.includes(word))
        && !unwanted.some((word) => text.includes(word))));
    all += rows.length;
    left += found.length;
    // Taking rows out costs less than hiding each of twenty thousand.
    show(table, found);
  }
  shown.textContent = words.length ? `${left} of ${all} rows shown` : '';
  performance.mark('adbnet-searched');
}

// Numbers by their size, and before words: "before" and "open" are such.
function compare(a, b) {
  const x = parseFloat(a);
  const y = parseFloat(b);
  if (Number.isNaN(x) !== Number.isNaN(y)) {
    return Number.isNaN(x) ? 1 : -1;
  }
  return order.compare(a, b);
}

function numeric(a, b) {
  return a - b;
}

function sort(table, head, column) {
  const down = head.getAttribute('aria-sort') === 'ascending';
  const keyed = rowsOf(table).map((item) => ({
    item, key: item.row.cells[column].textContent,
  }));
  const plain = /^-?\d+(\.\d+)?$/;
  const isNumeric = keyed.every(({ key }) => plain.test(key));
  const by = isNumeric ? numeric : compare;
  keyed.sort((a, b) => by(a.key, b.key) * (down ? -1 : 1));
  for (const other of head.parentNode.cells) {
    other.removeAttribute('aria-sort');
  }
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  known.set(table, keyed.map(({ item }) => item));
  search();
}

for (const table of tables) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    // On paper heads are repeated, but buttons in them are not.
    head.dataset.title = head.textContent;
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(table, head, column));
    head.append(button);
  });
}
let waiting = 0;
input.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 120);
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  } else if (event.key === 'Escape' && document.activeElement === input) {
    input.value = '';
    search();
  }
});
tools.hidden = false;
performance.mark('adbnet-ready');
