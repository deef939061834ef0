/* What the browser keeps: messages not yet taken by the server, and the half-written one. ES2017 on purpose. */
var MotCua = {};

MotCua.store = (function () {
  'use strict';

  var QUEUE = 'motcua.queue.';
  var memory = {};
  var listeners = [];

  // A full or forbidden storage must not keep anybody from chatting: then memory alone serves.
  function attempt(action) {
    try { return action(); } catch (error) { return null; }
  }

  function uuid() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  var lastOrder = 0;
  /* Grows from message to message, over reloads and tabs too, even when the clock is set back. */
  function nextOrder() {
    var kept = Number(attempt(function () { return localStorage.getItem('motcua.order'); })) || 0;
    lastOrder = Math.max(Date.now(), kept + 1, lastOrder + 1);
    attempt(function () { localStorage.setItem('motcua.order', String(lastOrder)); });
    return lastOrder;
  }

  /* For what has to be sent before all that waits. */
  function orderBeforeAll() {
    var first = all()[0];
    return first ? first.order - 1 : nextOrder();
  }

  /* One key a message, so that two tabs never overwrite each other's. */
  function put(item) {
    memory[item.id] = item;
    attempt(function () { localStorage.setItem(QUEUE + item.id, JSON.stringify(item)); });
  }

  function remove(id) {
    delete memory[id];
    attempt(function () { localStorage.removeItem(QUEUE + id); });
  }

  function refuse(item, reason) {
    put(Object.assign({}, item, { refused: reason }));
    remove(item.id);
  }

  function parse(json) {
    var item = attempt(function () { return JSON.parse(json); });
    return item && typeof item.id === 'string' ? item : null;
  }

  function load() {
    attempt(function () {
      for (var i = 0; i < localStorage.length; i += 1) {
        var key = localStorage.key(i);
        var item = key.indexOf(QUEUE) === 0 ? parse(localStorage.getItem(key)) : null;
        if (item && !item.refused) { memory[item.id] = item; }
      }
    });
  }

  function all() {
    return Object.keys(memory).map(function (id) { return memory[id]; })
      .sort(function (a, b) { return a.order - b.order; });
  }

  /* Other tabs of the same browser: listener(item, state), state one of waiting, refused, taken. */
  window.addEventListener('storage', function (event) {
    if (!event.key || event.key.indexOf(QUEUE) !== 0) { return; }
    var item = parse(event.newValue || event.oldValue);
    if (!item) { return; }
    var state = item.refused ? 'refused' : event.newValue ? 'waiting' : 'taken';
    if (state === 'waiting') { memory[item.id] = item; } else { delete memory[item.id]; }
    listeners.forEach(function (listener) { listener(item, state); });
  });

  /* Two tabs opened together greet once: they share the id of the start for a minute. */
  function startId() {
    var kept = attempt(function () { return JSON.parse(localStorage.getItem('motcua.start')); });
    if (kept && Date.now() - kept.at < 60000 && Date.now() >= kept.at) { return kept.id; }
    var id = uuid();
    attempt(function () { localStorage.setItem('motcua.start', JSON.stringify({ id: id, at: Date.now() })); });
    return id;
  }

  load();
  return {
    uuid: uuid,
    nextOrder: nextOrder,
    orderBeforeAll: orderBeforeAll,
    put: put,
    remove: remove,
    refuse: refuse,
    all: all,
    startId: startId,
    listen: function (listener) { listeners.push(listener); },
    readDraft: function () { return attempt(function () { return sessionStorage.getItem('motcua.draft'); }) || ''; },
    writeDraft: function (text) { attempt(function () { sessionStorage.setItem('motcua.draft', text); }); }
  };
}());
