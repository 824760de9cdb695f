package draw

func bear(p *pen) {
	p.shadow(546, 360)
	p.both(func() {
		p.circle(218, 142, 52, p.d)
		p.circle(218, 142, 30, p.ll)
		p.oval(196, 380, 50, 84, p.d)
		p.oval(226, 506, 70, 48, p.d)
		p.oval(222, 510, 40, 28, p.ll)
	})
	p.oval(320, 424, 118, 116, p.c)
	p.oval(320, 440, 74, 80, p.ll)
	p.circle(320, 220, 122, p.c)
	p.oval(320, 258, 62, 48, p.ll)
	p.both(func() { p.circle(276, 204, 13, ink) })
	p.oval(320, 240, 22, 15, ink)
	p.line(ink, 6, "M320 254v16q-16 20-32 6M320 270q16 20 32 6")
	if p.one(1, 2) == 0 {
		p.path(coral, "M320 340l-64-34v68zM320 340l64-34v68z")
		p.circle(320, 340, 15, coral)
	}
}

func blocks(p *pen) {
	p.shadow(530, 480)
	tones := []string{p.c, amber, coral, leaf, "#6e8bc0", p.l}
	for i, at := range [][3]float64{{90, 410, 240}, {336, 410, 200}, {150, 310, 160}, {316, 310, 200}, {220, 210, 200}} {
		c := tones[(i+p.one(1, 6))%6]
		if i == 0 {
			c = p.c
		}
		for k := range int(at[2] / 80) {
			p.rect(at[0]+22+float64(k)*80, at[1]-20, 44, 28, 8, c)
		}
		p.rect(at[0], at[1], at[2], 98, 8, c)
		p.rect(at[0], at[1]+78, at[2], 20, 8, "#0000001f")
		p.rect(at[0]+12, at[1]+14, at[2]-24, 10, 5, "#ffffff40")
	}
}

func puzzle(p *pen) {
	piece := "M%v %vh60q-16-50 26-50t26 50h60v60q50-16 50 26t-50 26v60H%vz"
	p.faint(0.1, func() { p.path(ink, piece, 130.0, 190.0, 130.0) })
	p.path(p.c, piece, 120.0, 176.0, 120.0)
	p.path(p.d, "M292 176h172q10 0 10 10v66q50-16 50 26t-50 26v44H346q16-50-24-50t-30 40z")
	p.path([]string{amber, coral, leaf}[p.one(1, 3)], "M120 360h60q-16 50 26 50t26-50h60v60q-50-16-50 26t50 26v54q0 10-10 10H130q-10 0-10-10z")
	p.path(p.ll, "M306 368h30q-14 50 26 50t26-50h76q10 0 10 10v148q0 10-10 10H316q-10 0-10-10v-40q50 16 50-26t-50-26z")
}

func game(p *pen) {
	p.shadow(520, 480)
	p.path(p.dd, "M90 420h460v70q0 10-10 10H100q-10 0-10-10z")
	p.rect(90, 130, 460, 300, 14, p.d)
	p.rect(90, 124, 460, 300, 14, p.c)
	p.path(p.l, "M90 330q120-%v 230-40t230-40v174H104q-14 0-14-14z", p.vary(1, 70, 130))
	p.circle(220, 220, 54, amber)
	p.rect(320, 170, 180, 32, 16, p.on)
	p.rect(320, 218, 120, 14, 7, p.ll)
	p.turned(14, 420, 480, func() {
		p.rect(380, 420, 90, 90, 18, paper)
		for _, at := range [][2]float64{{402, 442}, {448, 442}, {425, 465}, {402, 488}, {448, 488}} {
			p.circle(at[0], at[1], 9, coral)
		}
	})
	p.path(leaf, "M230 500q-30 0-26-30l20-50q-20-40 16-50q36 10 16 50l20 50q4 30-26 30z")
}

func cards(p *pen) {
	p.shadow(550, 360)
	for i, a := range []float64{-24, -8, 8, 24} {
		p.turned(a, 320, 560, func() {
			p.rect(216, 130, 208, 310, 20, p.dd)
			p.rect(212, 126, 208, 310, 20, []string{p.c, p.c, p.c, paper}[i])
			if i == 3 {
				p.path([]string{coral, ink}[p.one(1, 2)], "M316 240l52 56l-52 64l-52-64z")
				p.circle(240, 158, 12, coral)
				p.circle(392, 406, 12, coral)
			} else {
				p.rect(230, 144, 172, 274, 12, p.l)
			}
		})
	}
}

func train(p *pen) {
	p.shadow(500, 520)
	p.rect(60, 478, 520, 12, 6, walnut)
	p.rect(96, 330, 210, 110, 16, p.c)
	p.rect(96, 190, 110, 160, 12, p.d)
	p.rect(80, 170, 142, 34, 14, []string{coral, amber, leaf}[p.one(1, 3)])
	p.rect(118, 226, 66, 64, 10, glass)
	p.rect(250, 250, 40, 86, 6, slate)
	p.rect(238, 236, 64, 26, 10, slate)
	p.rect(306, 424, 60, 14, 6, iron)
	p.rect(354, 350, 200, 90, 14, amber)
	for i := range 3 {
		p.circle(400+float64(i)*54, 342, 34, []string{coral, leaf, "#6e8bc0"}[i])
	}
	p.rect(354, 360, 200, 80, 14, amber)
	for _, x := range []float64{146, 256, 406, 506} {
		p.circle(x, 444, 40, ink)
		p.circle(x, 444, 22, coral)
		p.circle(x, 444, 8, cream)
	}
}

func toycar(p *pen) {
	p.shadow(480, 500)
	p.path(p.c, "M70 400q0-70 60-80l60-10q40-%v 110-100h110q60 0 100 100q60 6 70 60v40q0 20-20 20H90q-20 0-20-30z", p.vary(1, 80, 110))
	p.path(glass, "M220 312q30-70 80-76h20v76zM344 236h60q36 10 60 76H344z")
	p.rect(70, 370, 510, 20, 0, p.d)
	p.circle(560, 350, 14, "#f6d98a")
	p.rect(60, 386, 60, 24, 12, steel)
	p.rect(520, 386, 64, 24, 12, steel)
	for _, x := range []float64{190, 460} {
		p.circle(x, 420, 64, ink)
		p.circle(x, 420, 34, chrome)
		p.circle(x, 420, 14, coral)
	}
}

func palette(p *pen) {
	p.shadow(540, 420)
	p.path(oak, "M320 130c150 0 240 90 240 180c0 70-60 80-110 70s-80 20-60 70s0 80-70 80c-150 0-240-100-240-200s90-200 240-200z")
	p.path("#dcb486", "M316 120c150 0 236 90 236 176c0 70-60 76-110 68s-84 22-62 70s0 80-64 80c-150 0-236-100-236-196s86-198 236-198z")
	p.circle(200, 400, 34, walnut)
	for i, at := range [][2]float64{{190, 260}, {270, 194}, {370, 190}, {456, 250}, {270, 440}} {
		p.circle(at[0], at[1], 38, []string{p.c, coral, amber, "#6e8bc0", leaf}[(i+p.one(1, 5))%5])
	}
	p.turned(38, 440, 420, func() {
		p.rect(426, 280, 20, 220, 8, p.dd)
		p.rect(424, 240, 24, 50, 0, steel)
		p.path(p.c, "M424 240q12-60 24 0z")
	})
}
