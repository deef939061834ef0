/* The way to the server and back: posts, and a stream of messages that survives bad networks. */
MotCua.link = (function () {
  'use strict';

  var FIRST_WORD = 8000; // a stream that says nothing by then is held up by something in between
  var SILENCE = 45000; // the server gives a sign every 15 s
  var POLLS_BEFORE_STREAM = 20;
  var following = null;
  var renewing = null;

  /* Resolves to {status, data}; rejects when the network fails. */
  function call(method, path, body, seconds) {
    var abort = window.AbortController ? new AbortController() : null;
    var options = { method: method, credentials: 'same-origin', cache: 'no-store' };
    if (abort) { options.signal = abort.signal; }
    if (body) {
      options.headers = { 'Content-Type': 'application/json' };
      options.body = JSON.stringify(body);
    }
    return new Promise(function (resolve, reject) {
      var timer = setTimeout(function () {
        if (abort) { abort.abort(); }
        reject(new Error('timeout'));
      }, seconds * 1000);
      fetch(path, options).then(function (response) {
        return response.text().then(function (text) {
          var data = {};
          try { data = JSON.parse(text); } catch (error) { /* a proxy's own error page, or no content */ }
          return { status: response.status, data: data };
        });
      }).then(resolve, reject).then(function () { clearTimeout(timer); });
    });
  }

  /* Gets a new session, one for all who miss it at the same time: of two only the later cookie would stay. */
  function renew() {
    function over() { renewing = null; }
    if (!renewing) {
      renewing = call('GET', '/', null, 20);
      renewing.then(over, over);
    }
    return renewing;
  }

  /* As call; where the session is gone, the page's address gives a new one, and the stream has to begin anew. */
  function ask(method, path, body, seconds) {
    return call(method, path, body, seconds).then(function (answer) {
      if (answer.status !== 401) { return answer; }
      return renew().then(function () {
        return call(method, path, body, seconds);
      }).then(function (second) {
        if (second.status !== 401 && following) { following.restart(); }
        return second;
      });
    });
  }

  function pause(failures) {
    return Math.min(30000, 500 * Math.pow(2, Math.min(failures, 6))) * (0.75 + Math.random() / 2);
  }

  /* Follows a chat from after() on. on: message(m), answers(a), up(), down(failures). Returns {kick, close}. */
  function follow(after, on) {
    var source = null;
    var timer = null;
    var watchdog = null;
    var run = 0; // what belongs to an earlier connection is not listened to any more
    var failures = 0;
    var polls = 0;
    var shortLived = 0;
    var streaming = Boolean(window.EventSource);

    function stop() {
      run += 1;
      clearTimeout(timer);
      clearTimeout(watchdog);
      timer = null;
      if (source) { source.close(); }
      source = null;
    }

    function later(milliseconds) {
      stop();
      timer = setTimeout(connect, milliseconds);
    }

    function failed() {
      failures += 1;
      on.down(failures);
      later(pause(failures));
    }

    function up(answers) {
      failures = 0;
      on.answers(answers);
      on.up();
    }

    function stream() {
      var opened = Date.now();
      var greeted = false;
      source = new EventSource('/chat/events?after=' + after());

      function broken() {
        shortLived = Date.now() - opened < 10000 ? shortLived + 1 : 0;
        if (!greeted || shortLived > 2) {
          streaming = false;
          polls = 0;
          later(0);
        } else {
          failed();
        }
      }
      function listen(name, act) {
        source.addEventListener(name, function (event) {
          clearTimeout(watchdog);
          watchdog = setTimeout(broken, SILENCE);
          act(JSON.parse(event.data));
        });
      }
      listen('hello', function (answers) {
        greeted = true;
        up(answers);
      });
      listen('message', on.message);
      listen('beat', function () { shortLived = 0; });
      listen('bye', function () { later(200 + Math.random() * 1500); });
      source.onerror = broken;
      watchdog = setTimeout(broken, FIRST_WORD);
    }

    function poll() {
      var mine = run;
      // The first one does not wait, so that the page soon knows whether it is connected.
      ask('GET', '/chat/poll?after=' + after() + (polls ? '' : '&wait=0'), null, 40).then(function (answer) {
        if (mine !== run) { return; }
        if (answer.status !== 200) { throw new Error('status ' + answer.status); }
        answer.data.messages.forEach(on.message);
        up(answer.data.answers);
        polls += 1;
        if (polls > POLLS_BEFORE_STREAM && window.EventSource) { streaming = true; }
        later(0);
      }).catch(function () {
        if (mine !== run) { return; }
        streaming = Boolean(window.EventSource);
        polls = 0;
        failed();
      });
    }

    function connect() {
      stop();
      if (streaming) { stream(); } else { poll(); }
    }

    function close() {
      stop();
      following = null;
    }

    following = { kick: function () { if (timer) { connect(); } }, restart: connect, close: close };
    connect();
    return following;
  }

  return { ask: ask, follow: follow, pause: pause };
}());
