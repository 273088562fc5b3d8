// Shows a log as it is written. Whatever a line says, it becomes text and nothing else.
(function () {
	'use strict';

	const MAX_LINES = 2000;
	const STYLES = /^[a-z ]{0,24}$/;
	const box = document.getElementById('lines');
	const count = document.getElementById('count');
	const filter = document.getElementById('filter');
	const pause = document.getElementById('pause');
	const follow = document.getElementById('follow');
	let held = [];
	let total = 0;
	let source;

	function isPressed(button) {
		return button.getAttribute('aria-pressed') === 'true';
	}

	function press(button, pressed) {
		button.setAttribute('aria-pressed', String(pressed));
	}

	function matches(line) {
		return line.textContent.toLowerCase().includes(filter.value.toLowerCase());
	}

	function element(pieces) {
		const line = document.createElement('div');
		pieces.forEach(function (piece) {
			if (piece[0] && STYLES.test(piece[0])) {
				const span = document.createElement('span');
				span.className = piece[0];
				span.textContent = piece[1];
				line.append(span);
			} else {
				line.append(document.createTextNode(piece[1]));
			}
		});
		line.hidden = filter.value !== '' && !matches(line);
		return line;
	}

	function tell() {
		const shown = filter.value ? box.querySelectorAll(':scope > div:not([hidden])').length + ' shown of ' : '';
		const text = total === 0 ? 'Waiting for lines' : shown + box.childElementCount + ' lines'
			+ (total > box.childElementCount ? ', the newest of ' + total : '')
			+ (held.length ? '; ' + held.length + ' held back' : '');
		if (count.textContent !== text) {
			count.textContent = text;
		}
	}

	function show(lines) {
		const added = document.createDocumentFragment();
		lines.slice(-MAX_LINES).forEach(function (pieces) { added.append(element(pieces)); });
		total += lines.length;
		box.append(added);
		while (box.childElementCount > MAX_LINES) {
			box.firstElementChild.remove();
		}
		if (isPressed(follow)) {
			box.scrollTop = box.scrollHeight;
		}
		tell();
	}

	function take(lines) {
		if (isPressed(pause)) {
			held = held.concat(lines).slice(-MAX_LINES);
			tell();
		} else {
			show(lines);
		}
	}

	function empty() {
		box.replaceChildren();
		held = [];
		total = 0;
		tell();
	}

	function open() {
		const query = box.dataset.model ? 'model=' + encodeURIComponent(box.dataset.model)
			: 'source=' + encodeURIComponent(box.dataset.source || '');
		source = new EventSource('/log/events?' + query);
		// Each connection begins with the history again.
		source.onopen = function () { empty(); window.llamaSwap.link('live'); };
		source.onerror = function () {
			window.llamaSwap.link('lost');
			if (source.readyState === EventSource.CLOSED) {
				setTimeout(open, 3000);
			}
		};
		source.addEventListener('lines', function (event) { take(JSON.parse(event.data)); });
	}

	document.getElementById('source').addEventListener('change', function (event) {
		const option = event.target.selectedOptions[0];
		location.assign(option.dataset.model ? '/log?model=' + encodeURIComponent(option.dataset.model)
			: option.value ? '/log?source=' + option.value : '/log');
	});
	document.getElementById('tools').addEventListener('submit', function (event) { event.preventDefault(); });
	filter.addEventListener('input', function () {
		for (const line of box.children) {
			line.hidden = filter.value !== '' && !matches(line);
		}
		tell();
	});
	pause.addEventListener('click', function () {
		press(pause, !isPressed(pause));
		if (!isPressed(pause)) {
			const lines = held;
			held = [];
			show(lines);
		}
	});
	follow.addEventListener('click', function () {
		press(follow, !isPressed(follow));
		if (isPressed(follow)) {
			box.scrollTop = box.scrollHeight;
		}
	});
	document.getElementById('clear').addEventListener('click', empty);
	// Who scrolls up wants to read; who scrolls to the end wants to follow again. A box that
	// changes its size scrolls too, but nobody wanted that.
	let last = { top: 0, height: 0, content: 0 };
	box.addEventListener('scroll', function () {
		const now = { top: box.scrollTop, height: box.clientHeight, content: box.scrollHeight };
		if (now.content - now.top - now.height < 24) {
			press(follow, true);
		} else if (now.top < last.top && now.height === last.height && now.content === last.content) {
			press(follow, false);
		}
		last = now;
	});
	new ResizeObserver(function () {
		if (isPressed(follow)) {
			box.scrollTop = box.scrollHeight;
		}
	}).observe(box);
	open();
}());
