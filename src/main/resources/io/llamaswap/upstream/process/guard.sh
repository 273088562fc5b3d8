# Ends every model server when the program goes away without doing so itself.
# Reads commands from the program until its end closes the pipe:
#   watch GROUP [COMMAND], forget GROUP, TERM GROUP, KILL GROUP
# COMMAND is a line of sh for what outlives its client, such as a container. It never stands in the arguments of a process.
# $1 is how the environment entry of each of the program's model servers begins.
# POSIX sh; `kill -s NAME -- -GROUP` because dash refuses `kill -NAME -- -GROUP`.

trap '' HUP INT QUIT TERM PIPE ALRM USR1 USR2

newline='
'
groups=' '
while read -r verb group command; do
  case $verb in
    watch)
      groups="$groups$group "
      eval "command_$group=\$command" ;;
    forget)
      unset "command_$group"
      case $groups in
        *" $group "*) groups="${groups%% "$group" *} ${groups#* "$group" }" ;;
      esac ;;
    TERM | KILL) kill -s "$verb" -- "-$group" 2>/dev/null ;;
  esac
done

any_group() {
  for group in $groups; do
    if kill -s 0 -- "-$group" 2>/dev/null; then
      return 0
    fi
  done
  return 1
}

any_stop() {
  for stop in $stops; do
    if kill -s 0 -- "$stop" 2>/dev/null; then
      return 0
    fi
  done
  return 1
}

# POSIX knows whole seconds only.
pause() {
  sleep 0.1 2>/dev/null || sleep 1
}

# Those that left their group are known by their environment.
marked() {
  grep -l -F -e "$1" /proc/[0-9]*/environ 2>/dev/null
}

signal_marked() {
  for file in $(marked "$2"); do
    pid=${file#/proc/}
    kill -s "$1" -- "${pid%/environ}" 2>/dev/null
  done
}

stops=
for group in $groups; do
  eval "command=\$command_$group"
  if [ -n "$command" ]; then
    (trap - HUP INT QUIT TERM PIPE ALRM USR1 USR2; eval "exec $command") </dev/null >/dev/null 2>&1 &
    stops="$stops $!"
  fi
  kill -s TERM -- "-$group" 2>/dev/null
done
tries=15
while [ "$tries" -gt 0 ] && any_group; do
  pause
  tries=$((tries - 1))
done
for group in $groups; do
  kill -s KILL -- "-$group" 2>/dev/null
done

if [ -n "$(marked "$1")" ]; then
  signal_marked TERM "$1"
  tries=10
  while [ "$tries" -gt 0 ] && [ -n "$(marked "$1")" ]; do
    pause
    tries=$((tries - 1))
  done
  signal_marked KILL "$1"
fi

# Ten seconds, which is what a container is given by default.
tries=100
while [ "$tries" -gt 0 ] && any_stop; do
  pause
  tries=$((tries - 1))
done
for stop in $stops; do
  kill -s KILL "$stop" 2>/dev/null
done
