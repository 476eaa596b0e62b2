/// The part of the bash script that is the same for every tree.
///
/// Candidates are quoted with `printf %q` before they are offered: `compgen -W` would expand what a hostile name holds.
enum BashCompletion {
  static let script = #"""
    # Completion of @PROGRAM@ for bash.
    @TABLES@
    # The words as the shell will see them: bash parts them at = and : as well.
    @STEM@_words() {
      local rest=${COMP_LINE:0:COMP_POINT} bare word i
      words=()
      for ((i = 0; i <= COMP_CWORD; i++)); do
        bare=${rest#"${rest%%[![:space:]]*}"}
        word=${COMP_WORDS[i]}
        [[ $bare == "$word"* ]] || word=$bare
        if ((i > 0)) && [[ $bare == "$rest" ]]; then
          words[${#words[@]} - 1]+=$word
        else
          words+=("$word")
        fi
        rest=${bare#"$word"}
      done
    }
    # Offers $3 if it continues $2; $1 is what stands before it in the same word.
    @STEM@_add() {
      local full whole=$1$2 breaks=
      case $2 in
      [\'\"]*)
        [[ $3 == "${2:1}"* && $3 != *[\'\"\\\$\`\!]* ]] || return 0
        COMPREPLY+=("$3")
        return 0
        ;;
      esac
      printf -v full %q "$3"
      [[ $full == "$2"* ]] || return 0
      full=$1$full
      # Readline replaces only what follows the last break in the word.
      [[ $COMP_WORDBREAKS == *=* ]] && breaks+==
      [[ $COMP_WORDBREAKS == *:* ]] && breaks+=:
      [[ -n $breaks ]] && full=${full#"${whole%"${whole##*[$breaks]}"}"}
      COMPREPLY+=("$full")
    }
    # Runs the program with the options of $1 that were typed, and the words that follow.
    @STEM@_lines() {
      local carry=",$1," value i
      local -a command=("${words[0]/#\~\//"$HOME"/}")
      shift
      command+=("$@")
      for ((i = 0; i < ${#carried[@]}; i += 2)); do
        value=${carried[i + 1]/#\~\//"$HOME"/}
        [[ $carry == *",${carried[i]},"* && $value != *[\'\"\\\$\`]* ]] && command+=("${carried[i]}=$value")
      done
      "${command[@]}" 2>/dev/null </dev/null
    }
    # Offers what is of the kind $3... for the typed part $2 behind $1.
    @STEM@_offer() {
      local head=$1 part=$2 line
      case ${3-} in
      files) compopt -o default ;;
      dirs) compopt -o dirnames ;;
      words) for line in "${@:4}"; do @STEM@_add "$head" "$part" "$line"; done ;;
      lines)
        while IFS= read -r line; do
          # Such a name is taken for an option where it stands.
          [[ -n $dashed || $line != -* ]] && @STEM@_add "$head" "$part" "$line"
        done < <(@STEM@_lines "${@:4}")
        ;;
      esac
    }
    @STEM@() {
      local cur word node= pending= ended= dashed= place=0 kind= name=
      local -a words offers carried
      COMPREPLY=()
      @STEM@_words
      cur=${words[${#words[@]} - 1]}
      for word in "${words[@]:1:${#words[@]} - 2}"; do
        if [[ -n $pending ]]; then
          carried+=("$pending" "$word")
          pending=
        elif [[ -z $ended && $word == -- ]]; then
          ended=1
        elif [[ -z $ended && $word == --*=* ]]; then
          @STEM@_value "$node" "${word%%=*}"
          [[ -n $name ]] && carried+=("$name" "${word#*=}")
        elif [[ -z $ended && $word == -?* ]]; then
          @STEM@_value "$node" "$word"
          pending=$name
        else
          @STEM@_commands "$node"
          if ((${#offers[@]} == 0)); then
            place=$((place + 1))
          elif [[ $word != help ]]; then
            node="${node:+$node }$word"
          fi
        fi
      done
      dashed=$ended$pending
      if [[ -n $pending ]]; then
        @STEM@_value "$node" "$pending"
        @STEM@_offer "" "$cur" $kind
      elif [[ -z $ended && $cur == --*=* ]]; then
        @STEM@_value "$node" "${cur%%=*}"
        dashed=1
        @STEM@_offer "${cur%%=*}=" "${cur#*=}" $kind
      elif [[ -z $ended && $cur == -* ]]; then
        @STEM@_options "$node"
        for word in "${offers[@]}"; do @STEM@_add "" "$cur" "${word%%:*}"; done
      else
        @STEM@_commands "$node"
        if ((${#offers[@]} > 0)); then
          for word in "${offers[@]}"; do @STEM@_add "" "$cur" "${word%%:*}"; done
        else
          @STEM@_argument "$node" "$place"
          @STEM@_offer "" "$cur" $kind
        fi
      fi
    }
    complete -F @STEM@ @PROGRAM@
    """#
}
