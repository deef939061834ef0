/* The page's parts: the conversation in its order, where one is reading, notices, the sign of waiting. */
MotCua.screen = (function () {
  'use strict';

  var view = MotCua.view;
  var nodes = {}; // id of a shown message -> its node; the bot's ids are numbers, the person's UUIDs
  var menus = []; // menus shown, oldest first: {id, node, choices}
  var troubles = {};
  var unread = null;
  // The first of the messages that came together, and when the latest of them came.
  var first = null;
  var at = 0;
  var slow = null;

  function id(name) { return document.getElementById(name); }
  var log = id('log');
  var newer = id('newer');

  function write(name, words) {
    if (id(name).textContent !== words) { id(name).textContent = words; }
  }

  // Where one is reading

  function atEnd() {
    return window.innerHeight + window.pageYOffset >= document.documentElement.scrollHeight - 100;
  }

  function toEnd() { window.scrollTo(0, document.documentElement.scrollHeight); }

  /* Scrolls to the end, but never so far that the message's beginning is out of sight. */
  function reveal(node) {
    var top = document.querySelector('.top');
    var covered = window.getComputedStyle(top).position === 'static' ? 0 : top.offsetHeight;
    window.scrollTo(0, node.getBoundingClientRect().top + window.pageYOffset - covered - 12);
  }

  // Shows a message that came in; whoever is reading further up is not pulled away. Of messages that come together
  // the first is shown from its beginning: a booking's code stands there.
  function arrived(node, wasAtEnd) {
    if (wasAtEnd) {
      if (!first || Date.now() - at > 400) { first = node; }
      at = Date.now();
      reveal(first);
    } else {
      unread = unread || node;
    }
    pill();
  }

  function caughtUp() {
    unread = null;
    pill();
  }

  function floor() { return newer.parentNode.getBoundingClientRect().top; }

  /* The newest buttons, where a long answer has pushed them below what is seen. */
  function buttonsBelow() {
    var newest = menus[menus.length - 1];
    var buttons = newest && newest.node.querySelector('.choices');
    return buttons && buttons.getBoundingClientRect().top > floor() - 44 ? buttons : null;
  }

  /* Says what lies below and is pressed to go there: a message that came in, else the buttons. */
  function pill() {
    newer.firstChild.data = unread ? 'Có tin mới ' : 'Xem lựa chọn ';
    newer.hidden = !unread && !buttonsBelow();
  }

  newer.addEventListener('click', function () {
    var buttons = buttonsBelow();
    if (unread) {
      reveal(unread);
    } else if (buttons) {
      window.scrollBy(0, buttons.getBoundingClientRect().bottom - floor() + 12);
    }
    caughtUp();
    id('text').focus({ preventScroll: true });
  });
  window.addEventListener('scroll', function () {
    if (unread && atEnd()) { unread = null; }
    pill();
  }, { passive: true });
  window.addEventListener('resize', pill);

  // Messages

  function dayLine(node) {
    var today = view.day(Date.now());
    var previous = node.previousElementSibling;
    if (node.dataset.day === (previous ? previous.dataset.day : today)) { return; }
    var line = view.make('p', 'day', node.dataset.day === today ? 'Hôm nay' : 'Ngày ' + node.dataset.day);
    line.dataset.day = node.dataset.day;
    log.insertBefore(line, node);
  }

  /* Places after the node before (null: first), or at the end. */
  function place(key, node, before) {
    nodes[key] = node;
    log.insertBefore(node, before === undefined ? null : before ? before.nextSibling : log.firstChild);
    dayLine(node);
    return node;
  }

  function addBot(message, press, before) {
    if (nodes[message.id]) { return nodes[message.id]; }
    var node = place(message.id, view.bot(message, press), before);
    if (message.choices.length) {
      menus.push({ id: message.id, node: node, choices: message.choices });
      menus.sort(function (a, b) { return a.id - b.id; });
      menus.forEach(function (menu, index) { menu.node.classList.toggle('older', index < menus.length - 1); });
    }
    return node;
  }

  function addPerson(item, before) {
    if (nodes[item.id]) { return nodes[item.id]; }
    first = null;
    return place(item.id, view.person({ id: item.id, text: words(item), at: item.at }), before);
  }

  /* What a message of the person reads like: what was typed, or the label of what was pressed. */
  function words(item) {
    if (!item.payload) { return item.text || ''; }
    function same(option) { return option.payload === item.payload; }
    var menu = menus.filter(function (one) {
      return (!item.under || one.id === item.under) && one.choices.some(same);
    }).pop();
    if (!menu) { return item.label || 'Đã chọn một mục'; }
    Array.prototype.forEach.call(menu.node.querySelectorAll('.choice'), function (button) {
      if (button.dataset.payload === item.payload) { view.choose(button); }
    });
    return menu.choices.filter(same)[0].label;
  }

  // Around the conversation

  function waiting(yes) {
    var wasAtEnd = atEnd();
    clearTimeout(slow);
    id('waiting').hidden = !yes;
    write('waiting-text', 'Trợ lý đang trả lời…');
    if (!yes) { return; }
    if (wasAtEnd) { toEnd(); }
    slow = setTimeout(function () {
      write('waiting-text', 'Hệ thống đang bận. Tin đã được nhận, câu trả lời sẽ hiện ở đây.');
      slow = setTimeout(waiting, 60000, false); // some messages have no answer
    }, 12000);
  }

  /* One notice at a time, the gravest. Empty words take the trouble back. */
  function trouble(name, about) {
    var wasAtEnd = atEnd();
    troubles[name] = about;
    write('notice', troubles.offline || troubles.cookie || troubles.link || troubles.length || '');
    if (wasAtEnd && about) { toEnd(); }
  }

  /* The session could not be renewed: nothing is going to work before the person acts. */
  function cookies(status) {
    trouble('cookie', status === 401 ? 'Trình duyệt đang chặn cookie. Xin cho phép cookie của trang này rồi tải lại.' : '');
  }

  function answers(given) {
    Array.prototype.forEach.call(document.querySelectorAll('[data-date]'), function (node) {
      node.textContent = given.date;
    });
    id('banner').hidden = !given.shifted;
    // The banner says the day; a small screen has no room for it twice.
    id('day').hidden = given.shifted;
  }

  return {
    id: id,
    write: write,
    atEnd: atEnd,
    toEnd: toEnd,
    arrived: arrived,
    get: function (key) { return nodes[key]; },
    drop: function (node) { log.removeChild(node); },
    addBot: addBot,
    addPerson: addPerson,
    waiting: waiting,
    trouble: trouble,
    answers: answers,
    cookies: cookies,
    /* The history is not read aloud, what follows is. */
    aloud: function (yes) { log.setAttribute('aria-live', yes ? 'polite' : 'off'); }
  };
}());
