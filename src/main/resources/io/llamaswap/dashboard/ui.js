// Keeps times and the connection mark of the pages up to date, and says what went wrong with a click.
(function () {
	'use strict';

	function words(seconds) {
		if (seconds < 60) {
			return Math.floor(seconds) + ' s';
		}
		if (seconds < 3600) {
			return Math.floor(seconds / 60) + ' min';
		}
		if (seconds < 172800) {
			const minutes = Math.floor(seconds % 3600 / 60);
			return Math.floor(seconds / 3600) + ' h' + (minutes ? ' ' + minutes + ' min' : '');
		}
		return Math.floor(seconds / 86400) + ' days';
	}

	function shown(time) {
		const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
		if ('expected' in time.dataset) {
			return seconds < 0 ? time.dataset.expected + ' in about ' + words(1 - seconds) : 'takes longer than before';
		}
		if ('until' in time.dataset) {
			return seconds < 0 ? 'in ' + words(1 - seconds) : 'now';
		}
		const ago = words(Math.max(0, seconds));
		return 'ago' in time.dataset ? ago + ' ago' : 'for ' + ago;
	}

	function tick(root) {
		progress(root);
		root.querySelectorAll('time[datetime]').forEach(function (time) {
			const text = shown(time);
			if (time.textContent !== text) {
				time.textContent = text;
				time.title = new Date(time.dateTime).toLocaleString();
			}
		});
	}

	function progress(root) {
		root.querySelectorAll('progress[data-end]').forEach(function (bar) {
			const left = (Date.parse(bar.dataset.end) - Date.now()) / 1000;
			bar.value = Math.min(100, Math.max(0, 100 - 100 * left / bar.dataset.seconds));
		});
	}

	function link(state) {
		const mark = document.getElementById('link');
		if (mark && mark.dataset.state !== state) {
			mark.dataset.state = state;
			document.getElementById('link-text').textContent =
				{ live: 'Live', connecting: 'Connecting', lost: 'Connection lost' }[state];
		}
	}

	let hiding;

	function toast(text) {
		const box = document.getElementById('toast');
		box.textContent = text;
		box.hidden = false;
		clearTimeout(hiding);
		hiding = setTimeout(function () { box.hidden = true; }, 8000);
	}

	function reason(request) {
		try {
			return JSON.parse(request.responseText).error.message;
		} catch (ignored) {
			return request.responseText || 'The server answered ' + request.status;
		}
	}

	window.llamaSwap = { link: link, toast: toast };
	document.addEventListener('htmx:sseOpen', function () { link('live'); });
	document.addEventListener('htmx:sseError', function () { link('lost'); });
	document.addEventListener('htmx:afterSwap', function (event) { tick(event.target); });
	document.addEventListener('htmx:sseMessage', function (event) { link('live'); tick(event.target); });
	document.addEventListener('htmx:responseError', function (event) { toast(reason(event.detail.xhr)); });
	document.addEventListener('htmx:sendError', function () { toast('The server could not be reached'); });
	setInterval(function () { tick(document); }, 1000);
	tick(document);
}());
