// Form controls made from describe(): one per option, with its help and its default.

import type { OptionDescription } from 'dropset';
import { h } from '../dom.js';
import { optionKey } from '../state.js';
import type { OptionValue, OptionValues } from '../state.js';
import { humanName } from '../words.js';

/** Controls for `options`; `changed` gets all values that differ from their defaults. */
export function optionControls(
  scope: string,
  options: readonly OptionDescription[],
  values: OptionValues,
  changed: (values: OptionValues) => void,
): HTMLElement {
  const current = new Map(Object.entries(values));
  const list = h('div', { class: 'options' });
  for (const option of options) {
    const key = optionKey(option.name);
    const set = (value: OptionValue | undefined) => {
      if (value === undefined) current.delete(key);
      else current.set(key, value);
      changed(Object.fromEntries(current));
    };
    list.append(control(`${scope}-${key}`, option, current.get(key), set));
  }
  return list;
}

type Setter = (value: OptionValue | undefined) => void;

function control(id: string, option: OptionDescription, value: OptionValue | undefined, set: Setter): HTMLElement {
  switch (option.type) {
    case 'flag':
      return flag(id, option, value, set);
    case 'choice':
      return choice(id, option, value, set);
    case 'list':
      return list(id, option, value, set);
    case 'integer':
    case 'text':
      return field(id, option, value, set);
  }
}

function isOn(text: string): boolean {
  return /^(true|1|yes|on)$/i.test(text);
}

function help(id: string, option: OptionDescription): HTMLElement {
  return h('p', { id: `${id}-help`, class: 'help' }, option.help);
}

function flag(id: string, option: OptionDescription, value: OptionValue | undefined, set: Setter): HTMLElement {
  const byDefault = isOn(option.default);
  const input = h('input', {
    type: 'checkbox',
    id,
    'aria-describedby': `${id}-help`,
    change: () => set(input.checked === byDefault ? undefined : input.checked),
  });
  input.checked = typeof value === 'boolean' ? value : byDefault;
  return h('div', { class: 'option flag' }, input, h('div', {}, h('label', { for: id }, humanName(option.name)), help(id, option)));
}

function choice(id: string, option: OptionDescription, value: OptionValue | undefined, set: Setter): HTMLElement {
  const select = h('select', {
    id,
    'aria-describedby': `${id}-help`,
    change: () => set(select.value === option.default ? undefined : select.value),
  });
  if (!option.choices.includes(option.default)) select.append(new Option('not set', option.default));
  select.append(...option.choices.map((name) => new Option(name === option.default ? `${name} (default)` : name, name)));
  select.value = typeof value === 'string' ? value : option.default;
  return h('div', { class: 'option' }, h('label', { for: id }, humanName(option.name)), select, help(id, option));
}

function field(id: string, option: OptionDescription, value: OptionValue | undefined, set: Setter): HTMLElement {
  const number = option.type === 'integer';
  const input = h('input', {
    id,
    type: number ? 'number' : option.secret ? 'password' : 'text',
    step: number ? 1 : undefined,
    inputmode: number ? 'numeric' : undefined,
    placeholder: option.default || 'not set',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-describedby': `${id}-help`,
    change: () => {
      const text = input.value.trim();
      if (!input.checkValidity()) return;
      set(text === '' || text === option.default ? undefined : number ? Number(text) : text);
    },
  });
  if (value !== undefined) input.value = String(value);
  return h('div', { class: 'option' }, h('label', { for: id }, humanName(option.name)), input, help(id, option));
}

function list(id: string, option: OptionDescription, value: OptionValue | undefined, set: Setter): HTMLElement {
  const byDefault = option.default
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const chosen = new Set(Array.isArray(value) ? value : byDefault);
  const boxes = option.choices.map((name, index) => {
    const boxId = `${id}-${index}`;
    const box = h('input', {
      type: 'checkbox',
      id: boxId,
      change: () => {
        if (box.checked) chosen.add(name);
        else chosen.delete(name);
        const names = option.choices.filter((candidate) => chosen.has(candidate));
        set(names.join() === byDefault.join() ? undefined : names);
      },
    });
    box.checked = chosen.has(name);
    return h('li', {}, box, h('label', { for: boxId }, name));
  });
  return h(
    'fieldset',
    { class: 'option', id, tabindex: '-1', 'aria-describedby': `${id}-help` },
    h('legend', {}, humanName(option.name)),
    h('ul', { class: 'choices' }, ...boxes),
    help(id, option),
  );
}
