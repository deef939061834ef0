/* Builds what is seen. Text goes in as text, never as markup. */
MotCua.view = (function () {
  'use strict';

  var VIETNAM = 7 * 3600 * 1000;
  var STATUS = {
    current: { tag: '', text: 'Có hiệu lực vào ngày trả lời' },
    coming: { tag: 'sắp áp dụng', text: 'Chưa tới ngày áp dụng' },
    old: { tag: 'quy định cũ', text: 'Quy định cũ, không còn áp dụng' }
  };
  var WEB = /https:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g;
  var PHONE = /\b0\d{9,10}\b|\b0\d{1,3}(?:\.\d{2,4}){1,4}\b/g;
  var EMERGENCY = /\b11[345]\b/g;

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) { node.className = className; }
    if (text) { node.textContent = text; }
    return node;
  }

  function inside(parent) {
    Array.prototype.slice.call(arguments, 1).forEach(function (child) { if (child) { parent.appendChild(child); } });
    return parent;
  }

  /* Vietnam's wall clock, whatever the phone is set to: UTC+7 all year. */
  function wall(milliseconds) { return new Date(milliseconds + VIETNAM); }

  function clock(milliseconds) {
    var at = wall(milliseconds);
    return ('0' + at.getUTCHours()).slice(-2) + ':' + ('0' + at.getUTCMinutes()).slice(-2);
  }

  function day(milliseconds) {
    var at = wall(milliseconds);
    return at.getUTCDate() + '/' + (at.getUTCMonth() + 1) + '/' + at.getUTCFullYear();
  }

  function anchor(href, text) {
    var node = make('a', '', text);
    node.href = href;
    node.rel = 'noopener noreferrer';
    if (href.indexOf('https:') === 0 || isPicture(href)) { node.target = '_blank'; }
    return node;
  }

  function isPhone(text) {
    var digits = text.replace(/\D/g, '').length;
    return digits >= 8 && digits <= 11 && !/^\d\d\.\d\d\.\d{4}$/.test(text);
  }

  function addresses(text) {
    var found = [];
    function collect(pattern, test, href) {
      text.replace(pattern, function (match, at) {
        if (test(match)) { found.push({ at: at, text: match, href: href(match) }); }
        return match;
      });
    }
    function yes() { return true; }
    function call(number) { return 'tel:' + number.replace(/\D/g, ''); }
    collect(WEB, yes, function (url) { return url; });
    collect(PHONE, isPhone, call);
    if (/gọi|khẩn cấp/i.test(text)) { collect(EMERGENCY, yes, call); }
    return found.sort(function (a, b) { return a.at - b.at; });
  }

  /* The text, with web addresses and phone numbers to press. */
  function linked(text) {
    var body = make('div', 'body');
    var at = 0;
    addresses(text).forEach(function (link) {
      if (link.at < at) { return; }
      body.appendChild(document.createTextNode(text.slice(at, link.at)));
      body.appendChild(anchor(link.href, link.text));
      at = link.at + link.text.length;
    });
    body.appendChild(document.createTextNode(text.slice(at)));
    return body;
  }

  function fact(name, value) {
    return value ? inside(make('div'), make('dt', '', name + ': '), make('dd', '', value)) : null;
  }

  /* The places of one document, folded into one line: a phone has no room for five. */
  function source(places) {
    var first = places[0];
    var status = STATUS[first.status] || STATUS.old;
    var node = make('details', 'source' + (first.status === 'old' ? ' old' : first.confirmed ? '' : ' unsure'));
    var paragraphs = places.map(function (place) { return place.paragraph; }).filter(function (name, at, all) {
      return name && all.indexOf(name) === at;
    }).join('; ');
    var summary = make('summary', '', 'Căn cứ: ' + first.document + (paragraphs && ', ' + paragraphs) + ' ');
    [status.tag, first.confirmed ? '' : 'chưa xác nhận'].forEach(function (tag) {
      if (tag) { inside(summary, make('span', 'tag', tag), document.createTextNode(' ')); }
    });
    var more = make('div', 'inside');
    places.forEach(function (place) {
      if (place.paragraph && places[1]) { inside(more, make('p', 'place', place.paragraph)); }
      if (place.quote) { inside(more, make('blockquote', '', '“' + place.quote + '”')); }
      inside(more, inside(make('dl'), fact('Áp dụng từ', (place.from || 'chưa rõ ngày') + (place.since ? ' (' + place.since + ')' : ''))));
    });
    inside(more, inside(
      make('dl'),
      fact('Ký ngày', first.signed),
      fact('Tình trạng', status.text),
      first.confirmed ? null : fact('Lưu ý', 'Cơ quan chưa xác nhận; nên hỏi lại trước khi đi')
    ));
    if (isWeb(first.url)) { inside(more, inside(make('p', 'links'), anchor(first.url, 'Xem văn bản'))); }
    return inside(node, summary, more);
  }

  /* Citations by document and by how it stands, in their order. */
  function byDocument(citations) {
    var groups = {};
    citations.forEach(function (citation) {
      var key = [citation.document, citation.signed, citation.status, citation.confirmed].join('|');
      (groups[key] = groups[key] || []).push(citation);
    });
    return Object.keys(groups).map(function (key) { return groups[key]; });
  }

  /* A picture that this very service keeps. */
  function isPicture(url) { return typeof url === 'string' && /^\/pictures\/[0-9a-f]{64}\.(png|jpg)$/.test(url); }

  function isWeb(url) { return typeof url === 'string' && /^https:\/\//.test(url); }

  function choice(option, press) {
    var button = make('button', 'choice');
    button.type = 'button';
    button.dataset.payload = option.payload;
    button.textContent = option.label;
    button.addEventListener('click', function () { press(button, option); });
    return button;
  }

  /* A link that keeps a file. Behind a byte order mark, or spreadsheets misread Vietnamese. */
  function download(file) {
    var node = make('a', '', 'Tải về ' + file.name);
    node.href = URL.createObjectURL(new Blob(['\ufeff' + file.text], { type: 'text/csv;charset=utf-8' }));
    node.download = file.name;
    return node;
  }

  /* A message of the bot; press(button, option) is called when a choice is pressed. */
  function bot(message, press) {
    var node = make('div', 'message bot');
    node.dataset.id = String(message.id);
    var bubble = inside(make('div', 'bubble'), make('span', 'unseen', 'Trợ lý: '), linked(message.text));
    var links = make('p', 'links');
    (message.links || []).filter(function (link) { return isWeb(link.url) || isPicture(link.url); }).forEach(function (link) {
      links.appendChild(anchor(link.url, link.label || link.url));
    });
    if (message.file) { links.appendChild(download(message.file)); }
    if (links.firstChild) { bubble.appendChild(links); }
    if (bubble.textContent.trim() !== 'Trợ lý:') { node.appendChild(bubble); }
    if (message.choices && message.choices.length) {
      var menu = make('div', 'choices');
      menu.setAttribute('role', 'group');
      menu.setAttribute('aria-label', 'Các lựa chọn');
      message.choices.forEach(function (option) { menu.appendChild(choice(option, press)); });
      node.appendChild(menu);
    }
    // After the buttons: on a low screen what can be pressed comes before where it is written.
    byDocument(message.citations || []).forEach(function (places) { node.appendChild(source(places)); });
    return stamp(node, message.at);
  }

  /* A message of the person. */
  function person(item) {
    var node = make('div', 'message person');
    node.dataset.id = item.id;
    inside(node, inside(make('div', 'bubble'), make('span', 'unseen', 'Anh/chị: '), make('div', 'body', item.text)));
    return stamp(node, item.at);
  }

  function stamp(node, at) {
    node.dataset.day = day(at);
    return inside(node, make('p', 'meta', clock(at)));
  }

  /* Says under a message how it stands. state: sending, failed or none; action: {label, run} makes a button. */
  function mark(node, text, state, action) {
    var meta = node.querySelector('.meta');
    meta.textContent = '';
    inside(meta, make('span', state, text));
    if (action) {
      var button = make('button', 'retry', action.label);
      button.type = 'button';
      button.addEventListener('click', action.run);
      meta.appendChild(button);
    }
  }

  function choose(button) {
    if (button.classList.contains('chosen')) { return; }
    button.classList.add('chosen');
    button.insertBefore(document.createTextNode('✓ '), button.firstChild);
    button.appendChild(make('span', 'unseen', ' (đã chọn)'));
  }

  return { make: make, bot: bot, person: person, mark: mark, choose: choose, clock: clock, day: day };
}());
