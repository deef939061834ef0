/* The conversation: writing, choosing, receiving, coming back. */
(function () {
  'use strict';

  var store = MotCua.store;
  var view = MotCua.view;
  var link = MotCua.link;
  var screen = MotCua.screen;
  var sender = MotCua.sender;
  var MAX_BYTES = 8192;
  var COUNT_FROM = 1800;
  var COUNT_TO = 2000;
  var HIDDEN_TOO_LONG = 60000;

  var text = screen.id('text');
  var last = 0; // the newest message of the bot that is shown
  var acknowledged = 0;
  var acking = null;
  var began = false;
  var stream = null;
  var opening = false;

  // Writing and choosing

  function typed() {
    var length = text.value.length;
    text.style.height = 'auto';
    text.style.height = text.scrollHeight + 3 + 'px';
    store.writeDraft(text.value);
    screen.write('counter', length <= COUNT_FROM ? '' : length <= COUNT_TO ? length + '/' + COUNT_TO + ' ký tự' :
      length + ' ký tự, dài quá ' + COUNT_TO + '. Nên chia thành vài tin ngắn.');
    screen.trouble('length', '');
  }

  function submit() {
    var words = text.value.trim();
    if (!words) { return; }
    if (new Blob([words]).size > MAX_BYTES) {
      screen.trouble('length', 'Tin nhắn dài quá, chưa gửi. Xin chia thành vài tin ngắn hơn.');
      return;
    }
    text.value = '';
    typed();
    sender.add({ text: words });
  }

  screen.id('form').addEventListener('submit', function (event) {
    event.preventDefault();
    submit();
    text.focus({ preventScroll: true });
  });
  text.addEventListener('input', typed);
  text.addEventListener('keydown', function (event) {
    // 229: the key belongs to an input method that is still composing (Safari says so only this way).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) { return; }
    event.preventDefault();
    submit();
  });
  sender.edit = function (words) {
    text.value = words + (text.value ? '\n' + text.value : '');
    typed();
    text.focus();
  };

  var pressed = {};
  function press(button, option) {
    var under = Number(button.closest('.message').dataset.id);
    var key = under + option.payload;
    if (pressed[key]) { return; } // the second click of a double click
    pressed[key] = true;
    setTimeout(function () { delete pressed[key]; }, 2000);
    sender.add({ payload: option.payload, label: option.label, under: under });
  }

  // Receiving

  function receive(message) {
    if (screen.get(message.id)) { return; }
    var wasAtEnd = screen.atEnd();
    sender.heard();
    screen.arrived(screen.addBot(message, press), wasAtEnd);
    last = Math.max(last, message.id);
    acknowledge();
  }

  function acknowledge() {
    clearTimeout(acking);
    acking = setTimeout(function () {
      var upTo = last;
      if (upTo <= acknowledged) { return; }
      link.ask('POST', '/chat/ack', { up_to: upTo }, 20).then(function (answer) {
        if (answer.status === 204) { acknowledged = Math.max(acknowledged, upTo); }
      }, function () { /* said again with the next message or connection */ });
    }, 300);
  }

  /* Puts what the server knows between what is already shown, in the server's order. */
  function merge(items) {
    var before = null;
    items.forEach(function (entry) {
      began = true;
      if (entry.bot) {
        before = screen.addBot(entry.bot, press, before);
        last = Math.max(last, entry.bot.id);
        return;
      }
      store.remove(entry.person.id);
      if (entry.person.kind === 'start') { return; }
      before = screen.addPerson(entry.person, before);
      view.mark(before, view.clock(entry.person.at));
    });
    var newest = items.length ? items[items.length - 1].person : null;
    if (newest && Date.now() - newest.at < 120000) { screen.waiting(true); }
  }

  /* The first visit lets the bot greet; ?start=… (in the address on a poster, say) tells it where one comes from. */
  function begin() {
    var given = /[?&]start=([A-Za-z0-9_-]{1,64})(?:&|$)/.exec(window.location.search);
    if (given) { window.history.replaceState(null, '', window.location.pathname); }
    if (given || !began) { sender.add({ id: given ? store.uuid() : store.startId(), start: given ? given[1] : '' }); }
    began = true;
  }

  // Connecting

  function open(failures) {
    opening = true;
    link.ask('GET', '/chat/history', null, 30).then(function (answer) {
      screen.cookies(answer.status);
      if (answer.status !== 200) { throw new Error('status ' + answer.status); }
      var wasAtEnd = screen.atEnd() || !began;
      opening = false;
      screen.trouble('link', '');
      screen.aloud(false);
      screen.id('opening').hidden = true;
      screen.answers(answer.data.answers);
      merge(answer.data.items);
      setTimeout(screen.aloud, 1000, true);
      if (wasAtEnd) { screen.toEnd(); }
      begin();
      sender.resume();
      acknowledge();
      stream = link.follow(function () { return last; }, { message: receive, answers: screen.answers, up: up, down: down });
    }).catch(function () {
      screen.trouble('link', 'Chưa kết nối được với máy chủ. Đang thử lại…');
      sender.resume();
      setTimeout(open, link.pause(failures), failures + 1);
    });
  }

  function up() {
    screen.trouble('link', '');
    acknowledge();
    sender.pump();
  }

  function down(failures) {
    if (failures > 1) { screen.trouble('link', 'Mất kết nối với máy chủ. Đang kết nối lại…'); }
  }

  window.addEventListener('offline', function () {
    screen.trouble('offline', 'Mất kết nối mạng. Anh/chị cứ nhập, tin sẽ được gửi khi có mạng lại.');
  });
  window.addEventListener('online', function () {
    screen.trouble('offline', '');
    sender.pump();
    if (stream) { stream.kick(); }
  });

  // A page in the background lets go of its connection: a browser has six of them for all its tabs.
  var sleeping = null;
  document.addEventListener('visibilitychange', function () {
    clearTimeout(sleeping);
    if (document.hidden) {
      sleeping = setTimeout(function () {
        if (stream) { stream.close(); }
        stream = null;
      }, HIDDEN_TOO_LONG);
    } else if (!stream && !opening) {
      open(1);
    }
  });

  if ('scrollRestoration' in window.history) { window.history.scrollRestoration = 'manual'; }
  text.disabled = false;
  screen.id('send').disabled = false;
  text.value = store.readDraft();
  typed();
  open(0);
}());
