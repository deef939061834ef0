/* Sends what the person says, one message after the other, until the server has taken each. */
MotCua.sender = (function () {
  'use strict';

  var store = MotCua.store;
  var view = MotCua.view;
  var screen = MotCua.screen;
  var REFUSED = [400, 403, 413, 415];
  var held = true; // until it is known what was said before: on a first visit the greeting is asked for first
  var sending = false;
  var tries = 0;
  var timer = null;
  var heard = 0; // messages of the bot so far
  var heardAt = {}; // and how many when a message was written: an answer may overtake the receipt

  function isStart(item) { return typeof item.start === 'string'; }

  function show(item) {
    if (!(item.id in heardAt)) { heardAt[item.id] = heard; }
    if (isStart(item) || screen.get(item.id)) { return; }
    var wasAtEnd = screen.atEnd();
    view.mark(screen.addPerson(item), 'Đang gửi…', 'sending');
    if (wasAtEnd) { screen.toEnd(); }
  }

  function mark(item, words, state, action) {
    var node = screen.get(item.id);
    if (node) { view.mark(node, words, state, action); }
  }

  function add(item) {
    item.id = item.id || store.uuid();
    item.order = isStart(item) ? store.orderBeforeAll() : store.nextOrder();
    item.at = Date.now();
    store.put(item);
    show(item);
    screen.toEnd();
    pump();
  }

  function wire(item) {
    if (isStart(item)) { return { id: item.id, order: item.order, start: item.start }; }
    if (item.payload) { return { id: item.id, order: item.order, payload: item.payload, under: item.under }; }
    return { id: item.id, order: item.order, text: item.text };
  }

  function pump() {
    var item = store.all()[0];
    if (held || sending || !item) { return; }
    clearTimeout(timer);
    sending = true;
    show(item);
    if (!tries) { heardAt[item.id] = heard; }
    MotCua.link.ask('POST', isStart(item) ? '/chat/start' : '/chat/messages', wire(item), 20)
      .catch(function () { return { status: 0, data: {} }; })
      .then(function (answer) {
        sending = false;
        screen.cookies(answer.status);
        if (answer.status === 202) {
          store.remove(item.id);
          taken(item);
        } else if (REFUSED.indexOf(answer.status) >= 0) {
          var reason = answer.data.error || 'Tin này không gửi được.';
          store.refuse(item, reason);
          refused(item, reason);
        } else {
          kept();
          return;
        }
        tries = 0;
        pump();
      });
  }

  function taken(item) {
    mark(item, view.clock(item.at));
    if (heardAt[item.id] === heard) { screen.waiting(true); }
  }

  function kept() {
    tries += 1;
    store.all().forEach(function (item, index) {
      if (index) {
        mark(item, 'Chờ gửi sau tin trên.', 'sending');
      } else {
        mark(item, 'Chưa gửi được, sẽ tự gửi lại.', 'failed', { label: 'Thử lại', run: retry });
      }
    });
    if (tries === 1) { screen.write('speech', 'Chưa gửi được tin nhắn. Trang sẽ tự gửi lại.'); }
    timer = setTimeout(pump, MotCua.link.pause(tries));
  }

  function retry() {
    store.all().forEach(function (item) { mark(item, 'Đang gửi…', 'sending'); });
    screen.id('text').focus({ preventScroll: true }); // the pressed button is gone
    pump();
  }

  function refused(item, reason) {
    screen.write('speech', reason);
    mark(item, 'Không gửi được. ' + reason, 'failed', item.payload ? null : {
      label: 'Sửa lại',
      run: function () {
        screen.drop(screen.get(item.id));
        api.edit(item.text);
      }
    });
  }

  store.listen(function (item, state) {
    show(item);
    if (state === 'taken') { taken(item); }
    if (state === 'refused') { refused(item, item.refused); }
    // The other tab sends it; should that tab be gone, this one does. The server drops what comes twice.
    if (state === 'waiting') { setTimeout(pump, 5000); }
  });

  var api = {
    add: add,
    pump: pump,
    /* Sends what was written so far, in an earlier visit too, and from now on all at once. */
    resume: function () {
      held = false;
      store.all().forEach(show);
      pump();
    },
    heard: function () { heard += 1; screen.waiting(false); },
    edit: null // function (text): puts a refused text back into the text box
  };
  return api;
}());
